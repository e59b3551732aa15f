/** First words of replies with which a healthy script meets a server that is not. */
const SERVER_AT_FAULT = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
  'UNKILLABLE',
]);

/** Redis cannot be asked at the moment: no fault of the caller's. A script that fails is one of ours. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  if (error.name !== 'ReplyError') return true;
  const [code = ''] = error.message.split(' ', 1);
  return SERVER_AT_FAULT.has(code);
}
