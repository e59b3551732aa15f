/** A question as a thread gets it. */
export interface Asked<Question> {
  /** By which its answer finds it. */
  readonly number: number;
  readonly claim: Claim;
  readonly question: Question;
}

export interface Answered<Answer> {
  readonly number: number;
  readonly answer: Answer;
  /** Milliseconds of a processor that it has taken the thread. */
  readonly ms: number;
}

/**
 * Whether a question was begun or withdrawn, in memory that both threads see: no message says as surely that the other side
 * has not begun.
 */
export type Claim = Int32Array<SharedArrayBuffer>;

const OPEN = 0;
const BEGUN = 1;
const WITHDRAWN = 2;

export function createClaim(): Claim {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** For the thread: whether the question is still to be answered. It cannot be withdrawn any more then. */
export function begin(claim: Claim): boolean {
  return Atomics.compareExchange(claim, 0, OPEN, BEGUN) === OPEN;
}

/** For who has asked: whether the thread will not begin it. */
export function withdraw(claim: Claim): boolean {
  return Atomics.compareExchange(claim, 0, OPEN, WITHDRAWN) === OPEN;
}
