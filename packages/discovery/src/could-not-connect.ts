import { errors } from 'undici';

/**
 * Whether a call over HTTP failed because there was no connection to send it by. Then nothing was sent: another instance
 * may be asked, whatever the call would have done.
 */
export function couldNotConnect(error: unknown): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true;
  // Of a host with several addresses, each of which was tried.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(couldNotConnect);
  if (!(error instanceof Error) || !('syscall' in error)) return false;
  return error.syscall === 'connect' || error.syscall === 'getaddrinfo';
}
