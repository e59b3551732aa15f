import type { Attack } from './attack.ts';
import { differentOperations, frozenSubgraph, hostileOperations } from './operations.ts';
import { forgedTokens, malformedRequests, slowBody } from './requests.ts';

/** Each waits for its answer before its next request. */
export const ATTACKERS = 2;
/** Until its breaker is open, and for a while afterwards. */
const FROZEN_SECONDS = 8;

export interface EdgeAttacksOptions {
  readonly name: string;
  /** How long customers come before it is measured how soon they are answered: cold code would make every attack look mild. */
  readonly warmMs: number;
  readonly runs: number;
  /** Of each kind of request, in each run. */
  readonly seconds: number;
  readonly slowBodies: number;
  readonly differentOperations: number;
}

export interface Assault {
  readonly attack: Attack;
  readonly attackers: number;
  /** It ends after so many requests, or after so long. */
  readonly requests?: number;
  readonly seconds?: number;
}

/** All kinds, each with how long or how often. */
export async function assaults(
  privateKeyPem: string,
  { seconds, slowBodies, differentOperations: many }: EdgeAttacksOptions,
): Promise<readonly Assault[]> {
  const short = [...hostileOperations, ...malformedRequests, await forgedTokens(privateKeyPem)];
  return [
    ...short.map((attack) => ({ attack, attackers: ATTACKERS, seconds })),
    { attack: slowBody, attackers: slowBodies, requests: slowBodies },
    { attack: differentOperations, attackers: ATTACKERS, requests: many },
    { attack: frozenSubgraph, attackers: ATTACKERS, seconds: FROZEN_SECONDS },
  ];
}
