import { setTimeout } from 'node:timers/promises';
import type { UpstreamClient, UpstreamRequest } from './open-upstream.ts';

export interface FollowOptions extends Omit<UpstreamRequest, 'onAnswer'> {
  readonly client: UpstreamClient;
  /** How long the subgraph may be away. */
  readonly patienceMs: number;
  /** Numbers in [0, 1): many streams that are lost at once do not come back at once. */
  readonly random: () => number;
  /** Each answer, as JSON; `isNews` is false for the state that was told last, when it is the present one after a gap. */
  readonly onAnswer: (json: string, isNews: boolean) => void;
  /** The stream was lost, and is opened again. */
  readonly onGap: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Follows a subscription of a subgraph over losses of its stream: each time it is opened it begins with the present state,
 * so nothing is missed. Resolves with how it ended.
 */
export async function followUpstream(options: FollowOptions): Promise<'complete' | 'lost' | 'left'> {
  const { client, signal, patienceMs, random, onAnswer, onGap } = options;
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
      onAnswer(json, !isRepeated);
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
      if (performance.now() - awaySince > patienceMs) return 'lost';
      await setTimeout(pauseMs * (0.5 + random() / 2), undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
  return 'left';
}
