import type { EventDefinition } from '@rushgraph/messaging';

export interface Ordered {
  readonly id: string;
  readonly what: string;
}

export interface Paid {
  readonly id: string;
  readonly amount: number;
}

function text(value: unknown, name: string): string {
  const field: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof field !== 'string') throw new Error(`${name} is needed`);
  return field;
}

/** The table: what was ordered. */
export const ordered: EventDefinition<Ordered> = {
  type: 'test.shop.ordered.v1',
  topic: 'test.shop.ordered.v1',
  key: ({ id }) => id,
  schema: { parse: (value) => ({ id: text(value, 'id'), what: text(value, 'what') }) },
};

/** The stream: what was paid. */
export const paid: EventDefinition<Paid> = {
  type: 'test.shop.paid.v1',
  topic: 'test.shop.paid.v1',
  key: ({ id }) => id,
  schema: {
    parse(value) {
      const amount: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'amount') : undefined;
      if (typeof amount !== 'number') throw new Error('amount is needed');
      return { id: text(value, 'id'), amount };
    },
  },
};

/** What came too late, or from too far ahead, comes again here. */
export const paidLate = { ...paid, type: 'test.shop.late.v1', topic: 'test.shop.late.v1' };
