import { randomBytes } from 'node:crypto';
import { type NewId, newId } from '@rushgraph/contracts';

/** The time, asked for rather than read, so that tests can set it. */
export type Clock = () => Date;

/** The computer's clock. */
export function createClock(): Clock {
  return () => new Date();
}

/** Fresh time-ordered ids from the clock and the computer's random source. */
export function createIds(clock: Clock): NewId {
  return () => newId(clock(), randomBytes(10));
}
