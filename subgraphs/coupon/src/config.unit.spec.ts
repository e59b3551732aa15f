import { ConfigError } from '@rushgraph/service';
import { describe, expect, it } from 'vitest';
import { couponConfig } from './config.ts';

const VIEWER_KEY = Buffer.alloc(32, 1).toString('base64');

describe('the settings of the coupon service', () => {
  it('need nothing but a key', () => {
    expect(couponConfig({ VIEWER_KEY })).toMatchObject({ PORT: 4004, SHOP_CURRENCY: 'KRW' });
  });

  it('are refused with every problem at once', () => {
    expect.assertions(1);
    try {
      couponConfig({ SHOP_CURRENCY: 'BTC', PORT: 'x' });
    } catch (error) {
      const problems = error instanceof ConfigError ? error.problems : [];
      const names = problems.map((problem) => problem.split(' ')[0]);
      expect(names.sort()).toEqual(['PORT', 'SHOP_CURRENCY', 'VIEWER_KEY']);
    }
  });
});
