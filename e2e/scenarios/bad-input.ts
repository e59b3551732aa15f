import { must, type Person, type TestSystem } from '@rushgraph/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { placeOrderMutation } from '../shop/orders.ts';
import { rowCounts } from '../shop/row-counts.ts';

/** What is malformed is refused, and nothing is stored of it. */
export function badInput(shop: () => TestSystem): void {
  const MEGABYTE = 'x'.repeat(1_048_576);
  const validId = (number: number) => `0000000000000000000000${String(number).padStart(4, '0')}`;
  const registerItem = `mutation ($input: RegisterItemInput!) { registerItem(input: $input) {
    __typename ... on RegisterItemSuccess { item { name } } ... on InvalidInputProblem { code fields { path } } } }`;
  const signUp = `mutation ($input: SignUpInput!) { signUp(input: $input) {
    __typename ... on SignUpSuccess { user { name } } ... on Problem { code } } }`;
  const price = { amount: 100, currency: 'KRW' };

  let customer: Person;
  let admin: Person;

  beforeAll(async () => {
    customer = await shop().given.customer();
    admin = await shop().given.admin();
  });

  /** The code of the refusal, typed or at the top level. */
  async function refusal(person: Person, query: string, input: unknown): Promise<string | undefined> {
    const { data, errors } = await person.graph<Record<string, { code?: string } | null>>(query, { input });
    return errors?.[0]?.extensions?.code ?? Object.values(data ?? {})[0]?.code;
  }

  describe('orders', () => {
    const line = (itemId: string, quantity: unknown) => ({ itemId, quantity });
    test.each<[string, unknown, string]>([
      ['no lines', { lines: [], idempotencyKey: 'k' }, 'INVALID_INPUT'],
      ['quantity 0', { lines: [line(validId(1), 0)], idempotencyKey: 'k' }, 'INVALID_INPUT'],
      ['quantity −1', { lines: [line(validId(1), -1)], idempotencyKey: 'k' }, 'INVALID_INPUT'],
      ['quantity 10^9', { lines: [line(validId(1), 1e9)], idempotencyKey: 'k' }, 'INVALID_INPUT'],
      ['quantity 10^10', { lines: [line(validId(1), 1e10)], idempotencyKey: 'k' }, 'BAD_USER_INPUT'],
      ['quantity 1.5', { lines: [line(validId(1), 1.5)], idempotencyKey: 'k' }, 'BAD_USER_INPUT'],
      [
        '51 lines',
        { lines: Array.from({ length: 51 }, (_, number) => line(validId(number), 1)), idempotencyKey: 'k' },
        'INVALID_INPUT',
      ],
      ['one item twice', { lines: [line(validId(1), 1), line(validId(1), 1)], idempotencyKey: 'k' }, 'INVALID_INPUT'],
      ['a malformed item id', { lines: [line("' OR 1=1 --", 1)], idempotencyKey: 'k' }, 'INVALID_INPUT'],
      ['an empty key', { lines: [line(validId(1), 1)], idempotencyKey: '' }, 'INVALID_INPUT'],
      ['a key of 129 characters', { lines: [line(validId(1), 1)], idempotencyKey: 'k'.repeat(129) }, 'INVALID_INPUT'],
      ['no key', { lines: [line(validId(1), 1)] }, 'BAD_USER_INPUT'],
    ])('an order with %s is refused, and no row is written', async (_, input, code) => {
      const before = await rowCounts(shop(), 'order');
      expect(await refusal(customer, placeOrderMutation, input)).toBe(code);
      expect(await rowCounts(shop(), 'order')).toEqual(before);
    });

    test('a malformed or unknown id is simply not found', async () => {
      for (const id of ['', 'x', "' OR 1=1 --", '💥', validId(9)]) {
        expect(
          await must(customer.graph('query ($id: ID!) { order(id: $id) { id } item(id: $id) { id } }', { id })),
        ).toEqual({
          order: null,
          item: null,
        });
      }
    });
  });

  describe('cursors', () => {
    const forged = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const instant = '2026-01-01T00:00:00.000Z';
    const lists = [
      ['orders', 'query ($after: String) { me { orders(after: $after) { edges { cursor } } } }', 'orders'],
      ['coupons', 'query ($after: String) { me { coupons(after: $after) { edges { cursor } } } }', 'coupons'],
      ['items', 'query ($after: String) { items(after: $after) { edges { cursor } } }', 'items by CREATED_AT'],
      ['campaigns', 'query ($after: String) { campaigns(after: $after) { edges { cursor } } }', 'campaigns'],
    ] as const;

    test.each(lists)('a forged cursor of %s is bad input', async (_, query, name) => {
      const forgeries = [
        'x',
        '💥',
        MEGABYTE.slice(0, 5_000),
        forged(name),
        forged(name, 'yesterday', validId(1)),
        forged(name, '9999999-01-01T00:00:00.000Z', validId(1)),
        forged(name, instant, "' OR 1=1 --"),
        forged(name, instant, null),
        forged(name, { toString: 1 }, [validId(1)]),
        forged('another list', instant, validId(1)),
      ];
      for (const after of forgeries) {
        const { errors } = await customer.graph(query, { after });
        expect([after, errors?.map(({ extensions }) => extensions?.code)]).toEqual([after, ['BAD_USER_INPUT']]);
      }
    });

    test.each(lists)('a cursor of %s that is made like theirs is taken', async (_, query, name) => {
      expect((await customer.graph(query, { after: forged(name, instant, validId(1)) })).errors).toBeUndefined();
    });
  });

  describe('items', () => {
    test.each<[string, unknown, string]>([
      ['an empty name', { name: '  ', price, stock: 1 }, 'INVALID_INPUT'],
      ['a name of 201 characters', { name: 'x'.repeat(201), price, stock: 1 }, 'INVALID_INPUT'],
      ['a price of 2^53', { name: 'Tea', price: { ...price, amount: 2 ** 53 }, stock: 1 }, 'BAD_USER_INPUT'],
      ['a price of −1', { name: 'Tea', price: { ...price, amount: -1 }, stock: 1 }, 'INVALID_INPUT'],
      ['a price of 0.5', { name: 'Tea', price: { ...price, amount: 0.5 }, stock: 1 }, 'BAD_USER_INPUT'],
      ['an unknown currency', { name: 'Tea', price: { ...price, currency: 'XXX' }, stock: 1 }, 'BAD_USER_INPUT'],
      ['stock −1', { name: 'Tea', price, stock: -1 }, 'INVALID_INPUT'],
      ['a name of 1 MB', { name: MEGABYTE, price, stock: 1 }, 'BAD_USER_INPUT'],
    ])('an item with %s is refused, and no row is written', async (_, input, code) => {
      const before = await rowCounts(shop(), 'item');
      expect(await refusal(admin, registerItem, input)).toBe(code);
      expect(await rowCounts(shop(), 'item')).toEqual(before);
    });

    test.each([
      ['emoji', '🍵 Tee für zwei'],
      ['Arabic', 'شاي أخضر'],
      ['Hebrew', 'תה ירוק'],
      ['Korean', '녹차'],
      ['200 characters', 'x'.repeat(200)],
      ['200 emoji', '🍵'.repeat(200)],
      ['SQL', "Robert'); DROP TABLE item;--"],
    ])('a name of %s comes back as it was given', async (_, name) => {
      const { registerItem: answer } = await must(
        admin.graph<{ registerItem: unknown }>(registerItem, { input: { name, price, stock: 1 } }),
      );
      expect(answer).toEqual({ __typename: 'RegisterItemSuccess', item: { name } });
    });
  });

  describe('accounts', () => {
    const input = { email: 'new@shop.test', name: 'Ada', password: 'a long enough password' };
    test.each<[string, unknown, string]>([
      ['no e-mail address', { ...input, email: 'nobody' }, 'INVALID_INPUT'],
      ['an empty name', { ...input, name: '' }, 'INVALID_INPUT'],
      ['a name of 101 characters', { ...input, name: 'x'.repeat(101) }, 'INVALID_INPUT'],
      ['a short password', { ...input, password: 'short' }, 'WEAK_PASSWORD'],
      ['a name of 1 MB', { ...input, name: MEGABYTE }, 'BAD_USER_INPUT'],
      ['a number for a name', { ...input, name: 7 }, 'BAD_USER_INPUT'],
    ])('an account with %s is refused, and no row is written', async (_, given, code) => {
      const before = await rowCounts(shop(), 'user');
      expect(await refusal(customer, signUp, given)).toBe(code);
      expect(await rowCounts(shop(), 'user')).toEqual(before);
    });

    test.each(['Ada 👩🏽‍💻', 'عمر', 'Zoë'])('the name %s comes back as it was given', async (name) => {
      const buyer = await shop().given.customer({ name });
      expect(await must(buyer.graph('{ me { name } }'))).toEqual({ me: { name } });
    });
  });
}
