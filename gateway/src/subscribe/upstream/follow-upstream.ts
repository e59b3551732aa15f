import { setTimeout } from 'node:timers/promises';
import type { UpstreamClient, UpstreamRequest } from './open-upstream.ts';

export interface FollowOptions extends Omit<UpstreamRequest, 'onAnswer' | 'answerMs' | 'answerMsBesideOthers'> {
  readonly client: UpstreamClient;
  /** Who follows waits so long for a first answer. */
  readonly firstMs: number;
  /** How long the subgraph may be away. */
  readonly patienceMs: number;
  /** Numbers in [0, 1): many streams that are lost at once do not come back at once. */
  readonly random: () => number;
  /** Each answer, as JSON; `isNews` is false for the state that was told last, when it is the present one after a gap. */
  readonly onAnswer: (json: string, isNews: boolean) => void;
  /** The stream was lost, and is opened again. */
  readonly onGap: (error: unknown) => void;
}

/** Of that time, where there is another instance: the rest of it is for that one. */
const FIRST_TRY = 1 / 3;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Follows a subscription of a subgraph over losses of its stream: each time it is opened it begins with the present state,
 * so nothing is missed. Resolves with how it ended.
 */
export async function followUpstream(options: FollowOptions): Promise<'complete' | 'lost' | 'left'> {
  const { client, signal, firstMs, patienceMs, random, onAnswer, onGap } = options;
  let last: string | undefined;
  let awaySince: number | undefined = performance.now();
  let pauseMs = FIRST_PAUSE_MS;
  let answerMsBesideOthers = firstMs * FIRST_TRY;

  function answerOf(stream: { isNew: boolean }): (json: string) => void {
    return (json) => {
      const isRepeated = stream.isNew && json === last;
      stream.isNew = false;
      awaySince = undefined;
      pauseMs = FIRST_PAUSE_MS;
      answerMsBesideOthers = firstMs * FIRST_TRY;
      last = json;
      onAnswer(json, !isRepeated);
    };
  }

  while (!signal.aborted) {
    try {
      await client.open({ ...options, answerMs: firstMs, answerMsBesideOthers, onAnswer: answerOf({ isNew: true }) });
      return 'complete';
    } catch (error) {
      if (signal.aborted) break;
      // Only the first try of several is short: whoever waits would have left before the end of the next.
      if (awaySince !== undefined) answerMsBesideOthers = firstMs;
      else onGap(error);
      awaySince ??= performance.now();
      if (performance.now() - awaySince > patienceMs) return 'lost';
      await setTimeout(pauseMs * (0.5 + random() / 2), undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
  return 'left';
}
