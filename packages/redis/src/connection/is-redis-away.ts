/**
 * First words of replies that blame the command or the script. Every other one tells of the server: it loads, fails
 * over, has no memory, does not know us (NOAUTH, WRONGPASS) or does not let us (NOPERM), or it is one that a later
 * server has.
 */
const CALLER_AT_FAULT = new Set([
  'ERR',
  'BUSYGROUP',
  'BUSYKEY',
  'CROSSSLOT',
  'EXECABORT',
  'NOGROUP',
  'NOSCRIPT',
  'WRONGTYPE',
]);

/** Redis 6 hides what a command within a script was told behind this; Redis 7 passes it on as it is. */
const WITHIN_SCRIPT = /^(?:ERR Error running script \(call to \w+\): @user_script:\d+: )?@user_script: ?\d+: -?/;
/** Replies about the server that have no first word of their own. */
const SERVER_IN_WORDS =
  /^(?:The user executing the script can't |ERR max number of clients |ERR operation not permitted)/;

/** Redis cannot be asked at the moment: no fault of the caller's. A script that fails is one of ours. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  if (error.name !== 'ReplyError') return true;
  const said = error.message.replace(WITHIN_SCRIPT, '');
  if (SERVER_IN_WORDS.test(said)) return true;
  const [, code] = /^([A-Z]+)(?: |$)/.exec(said) ?? [];
  return code !== undefined && !CALLER_AT_FAULT.has(code);
}
