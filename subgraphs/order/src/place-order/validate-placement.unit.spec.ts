import { deriveId, type ItemId } from '@rushgraph/contracts';
import { describe, expect, it } from 'vitest';
import { hashPlacement, placementInput } from './validate-placement.ts';

const item = (name: string | number) => deriveId<ItemId>('item', String(name));
const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ itemId: item(index), quantity: 1 }));

function problems(input: unknown): string[] {
  const parsed = placementInput.safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
}

describe('what placeOrder accepts', () => {
  it.each([1, 50])('%i lines', (count) => {
    expect(problems({ lines: lines(count), idempotencyKey: 'k' })).toEqual([]);
  });

  it.each([
    ['no line', { lines: [] }, ['lines']],
    ['51 lines', { lines: lines(51) }, ['lines']],
    ['an item twice', { lines: [...lines(2), { itemId: item(0), quantity: 2 }] }, ['lines.2.itemId']],
    [
      'a malformed item id',
      {
        lines: [
          { itemId: item(0), quantity: 1 },
          { itemId: 'x', quantity: 1 },
        ],
      },
      ['lines.1.itemId'],
    ],
    ['a quantity of 0', { lines: [{ itemId: item(0), quantity: 0 }] }, ['lines.0.quantity']],
    ['a quantity of 1001', { lines: [{ itemId: item(0), quantity: 1001 }] }, ['lines.0.quantity']],
    ['an empty key', { idempotencyKey: '' }, ['idempotencyKey']],
    ['a key of 129 characters', { idempotencyKey: 'k'.repeat(129) }, ['idempotencyKey']],
    ['a key with a line break', { idempotencyKey: 'a\nb' }, ['idempotencyKey']],
    ['two problems at once', { lines: [{ itemId: 'x', quantity: 0 }] }, ['lines.0.itemId', 'lines.0.quantity']],
  ])('not %s', (_, wrong, paths) => {
    expect(problems({ lines: lines(1), idempotencyKey: 'k', ...wrong })).toEqual(paths);
  });

  it('quantities from 1 to 1000 and keys of 1 to 128 characters', () => {
    const widest = [
      { itemId: item(0), quantity: 1000 },
      { itemId: item(1), quantity: 1 },
    ];
    expect(problems({ lines: widest, idempotencyKey: 'k'.repeat(128) })).toEqual([]);
  });
});

describe('the hash of a placement', () => {
  const base = { lines: lines(2), idempotencyKey: 'k' };

  it('is the same for the same lines, whatever the key', () => {
    expect(hashPlacement({ ...base, idempotencyKey: 'other' })).toBe(hashPlacement(base));
  });

  it('differs by quantity, item and sequence', () => {
    const others = [
      [
        { itemId: item(0), quantity: 2 },
        { itemId: item(1), quantity: 1 },
      ],
      [
        { itemId: item(0), quantity: 1 },
        { itemId: item(2), quantity: 1 },
      ],
      [...base.lines].reverse(),
    ];
    const hashes = new Set([base.lines, ...others].map((sequence) => hashPlacement({ ...base, lines: sequence })));
    expect(hashes.size).toBe(4);
  });
});
