/** Why a policy gave no answer of the dependency's own. */
export type ResilienceErrorKind =
  /** The breaker is open: nothing was sent. */
  | 'open'
  /** Too many calls are under way and waiting: nothing was sent. */
  | 'full'
  /** No instance is known: nothing was sent. */
  | 'no-instance'
  /** The instance did not answer within the time limit. What was sent may still take effect. */
  | 'time-limit'
  /** The instance was ejected while it had the call. What was sent may still take effect. */
  | 'ejected'
  /** The caller's time is over. What was sent, if anything, may still take effect. */
  | 'deadline'
  /** The caller disconnected. What was sent, if anything, may still take effect. */
  | 'cancelled';

/** The policy ended a call, or did not begin it. Errors of the dependency itself are thrown as they are. */
export class ResilienceError extends Error {
  override readonly name = 'ResilienceError';
  readonly kind: ResilienceErrorKind;
  /** When it may be worth coming again; undefined when nobody knows. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ResilienceErrorKind,
    message: string,
    { retryAfterMs, ...options }: ErrorOptions & { readonly retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether the error is a policy's, and of one of these kinds; of any kind when none is named. */
export function isResilienceError(error: unknown, ...kinds: readonly ResilienceErrorKind[]): error is ResilienceError {
  return error instanceof ResilienceError && (kinds.length === 0 || kinds.includes(error.kind));
}
