import { ConfigError } from '@rushgraph/service';
import { describe, expect, it } from 'vitest';
import { orderConfig } from './config.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const least = { VIEWER_KEY: key, VIEWER_KEYS: `item=${key}` };

describe('the settings of the order service', () => {
  it('need nothing but keys', () => {
    expect(orderConfig(least)).toMatchObject({
      PORT: 4003,
      ITEM_URL: 'http://localhost:4002/graphql',
      OVERDUE_AFTER_MS: 5_000,
      GIVE_UP_AFTER_MS: 30_000,
    });
  });

  it('are refused with every problem at once', () => {
    const wrong = { VIEWER_KEY: key, VIEWER_KEYS: `user=${key}`, ITEM_URL: 'item', PLACE_QUEUE: '0' };
    expect(() => orderConfig(wrong)).toThrow(ConfigError);
    try {
      orderConfig(wrong);
    } catch (error) {
      const problems = error instanceof ConfigError ? error.problems : [];
      expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
        'ITEM_URL',
        'PLACE_QUEUE',
        'VIEWER_KEYS',
      ]);
    }
  });

  it.each([
    ['outbox', 0],
    ['streams', 100],
    ['25', 25],
  ])('take %s as the engine', (text, share) => {
    expect(orderConfig({ ...least, ORDER_ENGINE: text }).ORDER_ENGINE).toBe(share);
    expect(orderConfig(least).ORDER_ENGINE).toBe(0);
  });

  it.each(['101', '-1', 'kafka', '2.5'])('refuse %j as the engine', (text) => {
    expect(() => orderConfig({ ...least, ORDER_ENGINE: text })).toThrow(/ORDER_ENGINE/);
  });

  it('are refused when an order could be claimed twice while it is being asked about', () => {
    expect(() => orderConfig({ ...least, OVERDUE_LEASE_MS: '2000', ITEM_LOOK_UP_MS: '2000' })).toThrow(
      /OVERDUE_LEASE_MS/,
    );
  });
});
