import { expect, it } from 'vitest';
import { itemConfig } from './config.ts';

const VIEWER_KEY = Buffer.alloc(32, 1).toString('base64');

it('needs nothing but a key', () => {
  expect(itemConfig({ VIEWER_KEY })).toMatchObject({ PORT: 4002, SHOP_CURRENCY: 'KRW', STOCK_STRATEGY: 'merge' });
  expect(itemConfig({ VIEWER_KEY, SHOP_CURRENCY: 'USD', PORT: '0' })).toMatchObject({ PORT: 0, SHOP_CURRENCY: 'USD' });
});

it('names every wrong setting at once', () => {
  expect(() => itemConfig({ SHOP_CURRENCY: 'GBP', ROLES: 'cook', STOCK_STRATEGY: 'hope', REDIS_URL: 'here' })).toThrow(
    expect.objectContaining({
      problems: [
        expect.stringMatching(/^ROLES must be api, worker or both/),
        expect.stringMatching(/^VIEWER_KEY is missing/),
        expect.stringMatching(/^REDIS_URL must be an address/),
        'SHOP_CURRENCY must be one of KRW, USD, EUR, JPY, got "GBP".',
        'STOCK_STRATEGY must be merge, lock or window, got "hope".',
      ],
    }),
  );
});
