import type { Admin, Kafka } from 'kafkajs';

/** The offsets of a partition that can be read: `[low, high)`. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/** One connection for what a consumer asks of brokers beside fetching. It is made when it is first needed. */
export interface SharedAdmin {
  use<T>(ask: (admin: Admin) => Promise<T>): Promise<T>;
  /** By partition. */
  boundsOf(topic: string): Promise<ReadonlyMap<number, Bounds>>;
  stop(): Promise<void>;
}

export function createSharedAdmin(kafka: Kafka): SharedAdmin {
  const admin = kafka.admin();
  let connected: Promise<void> | undefined;

  async function use<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    connected ??= admin.connect();
    try {
      await connected;
      return await ask(admin);
    } catch (error) {
      connected = undefined;
      throw error;
    }
  }

  return {
    use,
    async boundsOf(topic) {
      const offsets = await use((one) => one.fetchTopicOffsets(topic));
      return new Map(
        offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }] as const),
      );
    },
    stop: () => admin.disconnect(),
  };
}
