import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

export interface OriginalKeys {
  /** Customers who may have a coupon, by the time at which they came. */
  readonly entered: string;
  readonly stock: string;
  readonly stream: string;
}

export function originalKeys(): OriginalKeys {
  const run = randomUUID();
  return { entered: `bench:{${run}}:enter`, stock: `bench:{${run}}:stock`, stream: `bench:{${run}}:stream` };
}

/** So many customers have been let in, and there is a coupon for each. */
export async function enterQueue(redis: Redis, { entered, stock }: OriginalKeys, most: number): Promise<void> {
  const AT_ONCE = 10_000;
  for (let from = 0; from < most; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, most - from);
    await redis.zadd(
      entered,
      ...Array.from({ length: count }, (_, index) => [from + index, `user-${from + index}`]).flat(),
    );
  }
  await redis.set(stock, most);
}
