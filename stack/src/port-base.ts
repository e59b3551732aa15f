import { StackProblem } from './stack-problem.ts';
import type { Environment } from './stack-types.ts';

export const DEFAULT_PORT_BASE = 4_000;
/** Above, the ports of the servers would leave the range: Kafka's controller is 15,093 above. */
const LAST = 50_000;

/**
 * The gateway's port in development. The subgraphs listen on the five ports after it, and the servers move by the same
 * distance, so that one setting lets a second checkout run beside the first.
 */
export function readPortBase(env: Environment): number {
  const text = env.PORT_BASE;
  if (text === undefined || text === '') return DEFAULT_PORT_BASE;
  const base = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (base >= 1_024 && base <= LAST) return base;
  throw new StackProblem(`PORT_BASE must be a port between 1024 and ${LAST}, not "${text}".`);
}
