import { createBatcher, type Gathering, nextTurn } from '@rushgraph/concurrency';
import type { KafkaMessage } from 'kafkajs';
import type { Progress, Step } from './progress.ts';
import type { Slots } from './slots.ts';
import { prepareStep, type StepsOptions, takeSteps } from './take-steps.ts';
import { isStoreAway } from './whose-fault.ts';

/** Messages of one partition that are waiting to take effect, starting at `from`. */
export interface Part<E> {
  readonly messages: readonly KafkaMessage[];
  readonly from: bigint;
  readonly options: StepsOptions<E>;
}

export interface Together<E> {
  /** Resolves when the part has taken effect; throws as `takeSteps` does. */
  take(part: Part<E>): Promise<void>;
}

interface Waiting<E> {
  readonly part: Part<E>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Prepared<E> {
  readonly step: Step<E>;
  readonly refused: ReadonlyMap<string, string>;
  readonly options: StepsOptions<E>;
}

export interface TogetherOptions<E> {
  readonly applyTogether: NonNullable<Progress<E>['applyTogether']>;
  /** Asked before each step. */
  readonly mostMessages: () => number;
  /** Bounds how many parts are taken at once while a step has one message. */
  readonly slots: Slots;
  /** Waited for after each step, before its parts ask for more. Default: nothing. */
  readonly gathering?: Gathering;
}

/**
 * Takes what several partitions have waiting as one step, one step at a time, of at most `mostMessages` unless one part
 * alone has more. When that fails, each part is taken by itself, which finds out whose fault it was; when the store is away,
 * all of them have failed. Steps of one message have nothing to share, and are taken beside each other.
 */
export function createTogether<E>(options: TogetherOptions<E>): Together<E> {
  const { applyTogether, mostMessages, slots, gathering } = options;
  const batcher = createBatcher<Waiting<E>>({
    work: takeGroup,
    fitting: (waiting) => fitting(waiting, mostMessages()),
    fullAt: Number.POSITIVE_INFINITY,
    // Parts of one fetch come in one turn of the event loop; the first of them must not leave without the others.
    company: nextTurn,
  });

  async function takeGroup(group: readonly Waiting<E>[]): Promise<void> {
    const beganAt = performance.now();
    const [first] = group;
    try {
      // One part alone has nobody to be kept apart from, and its failure is told at once.
      if (group.length === 1 && first !== undefined) await takeAlone(first.part);
      else if (!(await succeeds(group.map(({ part }) => part)))) {
        for (const { part, resolve, reject } of group) await takeAlone(part).then(resolve, reject);
        return;
      }
      // Parts that wait already have let records gather: several brokers would wait for each other's pauses.
      const most = batcher.waiting() > 0 ? 0 : mostMessages();
      await gathering?.after(countRecords(group), most, performance.now() - beganAt);
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** Throws when the store is away: each part alone would wait for it as long. */
  async function succeeds(parts: readonly Part<E>[]): Promise<boolean> {
    let prepared: Prepared<E>[];
    try {
      prepared = parts.map(prepare);
      await applyTogether(prepared.map(({ step }) => step));
    } catch (error) {
      if (isStoreAway(error)) throw error;
      // Nothing has taken effect. Taken one by one, the parts at fault fail again and say why.
      return false;
    }
    for (const { step, refused, options } of prepared) {
      options.onTaken(step.to);
      for (const [offset, reason] of refused) options.onDeadLetter(reason, offset);
    }
    return true;
  }

  return {
    take(part) {
      if (mostMessages() <= 1) return slots.use(() => takeAlone(part));
      return new Promise((resolve, reject) => batcher.add([{ part, resolve, reject }]));
    },
  };
}

function prepare<E>({ messages, from, options }: Part<E>): Prepared<E> {
  const refused = new Map<string, string>();
  const to = BigInt(messages.at(-1)?.offset ?? from - 1n) + 1n;
  return { step: prepareStep(messages, from, to, refused, options), refused, options };
}

async function takeAlone<E>({ messages, from, options }: Part<E>): Promise<void> {
  await takeSteps(messages, from, options);
}

/** Those that are not passed over. */
function countRecords<E>(group: readonly Waiting<E>[]): number {
  return group.reduce((sum, { part: { messages, options } }) => {
    return sum + (options.skipsTombstones ? messages.filter(({ value }) => value !== null).length : messages.length);
  }, 0);
}

/** How many of the first parts fit one step; always at least one. */
function fitting<E>(waiting: readonly Waiting<E>[], mostMessages: number): number {
  let total = 0;
  const index = waiting.findIndex(({ part }) => {
    total += part.messages.length;
    return total > mostMessages;
  });
  return index < 0 ? waiting.length : Math.max(index, 1);
}
