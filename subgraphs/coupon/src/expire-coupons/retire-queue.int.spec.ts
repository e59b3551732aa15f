import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyRedis } from '../../test/coupon-fixture.ts';
import { anyRedis, CLOSES_AT, OPENS_AT, queueFixture, redisKinds } from '../../test/queue-fixture.ts';

describe.each(redisKinds)('a queue is over, in %s,', (kind) => {
  let store: AnyRedis;
  beforeAll(async () => {
    store = await anyRedis(kind);
  });
  afterAll(() => store.drop());

  it('when it has closed by its own clock, and not when another one says so', async () => {
    const queue = queueFixture(store, 'late');
    await queue.setTime(OPENS_AT);
    const token = (await queue.lease('mover')) ?? '';
    await queue.openGate();
    await queue.setTime(CLOSES_AT - 1);
    expect(await queue.isOver()).toBe(false);
    // It gives out coupons until then.
    await queue.join('ann');
    expect(await queue.issue(token, 1)).toMatchObject({ kind: 'ADMITTED', issued: 1 });
    await queue.setTime(CLOSES_AT);
    // What is not written is not over.
    expect(await queue.isOver()).toBe(false);
    await store.redis.xtrim(queue.keys.issues, 'MAXLEN', 0);
    expect(await queue.isOver()).toBe(true);
  });

  it('and stays over when the clock jumps back', async () => {
    const queue = queueFixture(store, 'back');
    await queue.setTime(OPENS_AT);
    const token = (await queue.lease('mover')) ?? '';
    await queue.openGate();
    await queue.join('ann');
    await queue.setTime(CLOSES_AT);
    expect(await queue.isOver()).toBe(true);
    await queue.setTime(CLOSES_AT - 1);
    expect(await queue.isOver()).toBe(true);
    expect(await queue.issue(token, 1)).toMatchObject({ kind: 'CLOSED', issued: 0 });
  });

  it('also when it is not there, but not before it has closed', async () => {
    const queue = queueFixture(store, 'nobody');
    await queue.setTime(CLOSES_AT - 1);
    expect(await queue.isOver()).toBe(false);
    await queue.setTime(CLOSES_AT);
    expect(await queue.isOver()).toBe(true);
  });
});
