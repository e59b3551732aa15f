import type { Producer } from '../producer/producer.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';

/** How brokers name records that they will never take; of several sent together at least one is such, or all are too much. */
const REFUSED: ReadonlySet<unknown> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'CORRUPT_MESSAGE',
]);

/**
 * Sends records in order, and resolves when the brokers have all but those that they will never take: these are
 * returned, each with what was said of it. They are found by halving, so what comes before one of them may be sent again.
 * Rejects as `send` does when the brokers are at fault.
 */
export async function sendInOrder(
  send: Producer['send'],
  records: readonly ProducerRecord[],
  mayBegin: () => void,
): Promise<ReadonlyMap<ProducerRecord, string>> {
  try {
    await send(records, mayBegin);
    return new Map();
  } catch (error) {
    const reason = refusalOf(error);
    const [first] = records;
    if (reason === undefined || first === undefined) throw error;
    if (records.length === 1) return new Map([[first, reason]]);
    const middle = Math.ceil(records.length / 2);
    const refused = await sendInOrder(send, records.slice(0, middle), mayBegin);
    return new Map([...refused, ...(await sendInOrder(send, records.slice(middle), mayBegin))]);
  }
}

/** What a broker said, if it blames the records. */
function refusalOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('type' in current && REFUSED.has(current.type)) return current.message;
  }
  return undefined;
}
