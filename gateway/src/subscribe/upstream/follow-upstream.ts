import { setTimeout } from 'node:timers/promises';
import type { UpstreamClient, UpstreamRequest } from './open-upstream.ts';

export interface FollowOptions extends UpstreamRequest {
  readonly client: UpstreamClient;
  /** How long the first answer may take, with all tries. */
  readonly firstMs: number;
  /** How long the subgraph may be away later on. */
  readonly patienceMs: number;
  /** Numbers in [0, 1): many streams that are lost at once do not come back at once. */
  readonly random: () => number;
  /** The stream was lost, and is opened again. */
  readonly onGap: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Follows a subscription of a subgraph over losses of its stream: each time it is opened it begins with the present state,
 * so nothing is missed; a state that was told already is not told again. Resolves with how it ended.
 */
export async function followUpstream(options: FollowOptions): Promise<'complete' | 'lost' | 'left'> {
  const { client, signal, firstMs, patienceMs, random, onAnswer, onGap } = options;
  let last: string | undefined;
  let awaySince: number | undefined = performance.now();
  let pauseMs = FIRST_PAUSE_MS;

  function answerOf(stream: { isNew: boolean }): (json: string) => void {
    return (json) => {
      const isRepeated = stream.isNew && json === last;
      stream.isNew = false;
      awaySince = undefined;
      pauseMs = FIRST_PAUSE_MS;
      last = json;
      if (!isRepeated) onAnswer(json);
    };
  }

  while (!signal.aborted) {
    try {
      await client.open({ ...options, onAnswer: answerOf({ isNew: true }) });
      return 'complete';
    } catch (error) {
      if (signal.aborted) break;
      if (awaySince === undefined) onGap(error);
      awaySince ??= performance.now();
      if (performance.now() - awaySince > (last === undefined ? firstMs : patienceMs)) return 'lost';
      await setTimeout(pauseMs * (0.5 + random() / 2), undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
  return 'left';
}
