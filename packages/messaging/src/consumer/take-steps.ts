import type { KafkaMessage } from 'kafkajs';
import type { EventDefinition } from '../event/event.ts';
import { type ConsumedRecord, FencedOff, InvalidEvent } from './batch.ts';
import { deadLetter, type Origin } from './dead-letter.ts';
import { decodeMessage } from './decode.ts';
import type { Progress, Step } from './progress.ts';
import { whoseFault } from './whose-fault.ts';

/** What to do with a record on which the handler's own code fails: set it aside and go on, or end the process. */
export type OnBug = 'dead-letter' | 'exit';

export interface StepsOptions<E> {
  readonly definition: EventDefinition<E>;
  readonly origin: Origin;
  /** Topic with its prefix. */
  readonly topic: string;
  readonly progress: Progress<E>;
  readonly onBug: OnBug;
  /** Records without a value are passed over, and not even decoded. */
  readonly skipsTombstones: boolean;
  readonly now: () => Date;
  /** Told of every record that is set aside. */
  readonly onDeadLetter: (reason: string, offset: string) => void;
  /** Told of the next offset each time something has taken effect: of a halved batch one half may, and the other fail. */
  readonly onTaken: (next: bigint) => void;
}

/** A fault of our own code in handling one record. */
export class HandlerBug extends Error {
  override readonly name = 'HandlerBug';
}

/**
 * Takes the messages of one partition, starting at `from`, as one step. A poisonous record is set aside; a bug is
 * narrowed down to its record by halving. Returns the next offset. Throws FencedOff, HandlerBug (with `exit`), or a
 * transient error, after which everything before it has taken effect and nothing after it.
 */
export async function takeSteps<E>(
  messages: readonly KafkaMessage[],
  from: bigint,
  options: StepsOptions<E>,
): Promise<bigint> {
  const last = messages.at(-1);
  if (last === undefined) return from;
  const to = BigInt(last.offset) + 1n;
  const refused = new Map<string, string>();
  for (;;) {
    try {
      await takeStep(messages, from, to, refused, options);
      options.onTaken(to);
      for (const [offset, reason] of refused) options.onDeadLetter(reason, offset);
      return to;
    } catch (error) {
      if (error instanceof InvalidEvent) {
        const offset = error.record.offset.toString();
        if (refused.has(offset))
          throw new HandlerBug('The handler refused a record that is no longer in the batch', { cause: error });
        refused.set(offset, error.reason);
        continue;
      }
      if (error instanceof FencedOff || error instanceof HandlerBug || whoseFault(error) === 'store') throw error;
      if (messages.length > 1) return takeHalves(messages, from, options);
      // Set aside, it fails still: repeating that would not end.
      if (refused.has(last.offset))
        throw new HandlerBug(`Offset ${last.offset} cannot even be set aside`, { cause: error });
      if (options.onBug === 'exit') throw new HandlerBug(`Offset ${last.offset} cannot be handled`, { cause: error });
      refused.set(last.offset, `the handler failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function takeHalves<E>(
  messages: readonly KafkaMessage[],
  from: bigint,
  options: StepsOptions<E>,
): Promise<bigint> {
  const middle = Math.ceil(messages.length / 2);
  const next = await takeSteps(messages.slice(0, middle), from, options);
  return takeSteps(messages.slice(middle), next, options);
}

async function takeStep<E>(
  messages: readonly KafkaMessage[],
  from: bigint,
  to: bigint,
  refused: Map<string, string>,
  options: StepsOptions<E>,
): Promise<void> {
  await options.progress.apply(prepareStep(messages, from, to, refused, options));
}

/** Decodes messages; what cannot be used is added to `refused`, and becomes dead letters of the step. */
export function prepareStep<E>(
  messages: readonly KafkaMessage[],
  from: bigint,
  to: bigint,
  refused: Map<string, string>,
  { definition, origin, topic, skipsTombstones, now }: StepsOptions<E>,
): Step<E> {
  const records: ConsumedRecord<E>[] = [];
  const setAside: { readonly message: KafkaMessage; readonly reason: string }[] = [];
  for (const message of messages) {
    if (skipsTombstones && message.value === null) continue;
    const reason = refused.get(message.offset);
    const decoded = reason === undefined ? decodeMessage(definition, message) : { kind: 'poison' as const, reason };
    if (decoded.kind === 'record') records.push(decoded.record);
    else {
      refused.set(message.offset, decoded.reason);
      setAside.push({ message, reason: decoded.reason });
    }
  }
  return {
    batch: { topic, partition: origin.partition, records },
    deadLetters: setAside.map(({ message, reason }) => deadLetter(message, reason, origin, now())),
    from,
    to,
  };
}
