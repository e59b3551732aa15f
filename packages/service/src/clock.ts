import { randomBytes } from 'node:crypto';
import { type NewId, newId } from '@rushgraph/contracts';

/** The time, asked for rather than read, so that tests can set it. */
export type Clock = () => Date;

/** The computer's clock. */
export function createClock(): Clock {
  return () => new Date();
}

const ID_BYTES = 10;
/** Asking the system for randomness costs more than an id: it is asked for many at once. */
const IDS_AT_ONCE = 400;

/** Fresh time-ordered ids from the clock and the computer's random source. */
export function createIds(clock: Clock): NewId {
  let pool = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used >= pool.length) {
      pool = randomBytes(IDS_AT_ONCE * ID_BYTES);
      used = 0;
    }
    used += ID_BYTES;
    return newId(clock(), pool.subarray(used - ID_BYTES, used));
  };
}
