import { fileURLToPath } from 'node:url';
import { must, type Person, serviceNames } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { journey } from '../scenarios/journey.ts';
import { orderOf, showOrder } from '../shop/orders.ts';
import { useSystem } from '../shop/use-system.ts';
import { type Checkout, checkOut } from './check-out.ts';
import { findEarlierRelease } from './earlier-release.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const release = await findEarlierRelease(root, process.env.EARLIER_COMMIT);
const title = 'commit' in release ? release.commit.slice(0, 8) : `(skipped: ${release.missing})`;

describe.skipIf('missing' in release)(`an earlier release on the tables of this one, ${title}`, () => {
  const shop = useSystem();
  let earlier: Checkout | undefined;
  let customer: Person;
  let orderId: string;

  beforeAll(async () => {
    if ('missing' in release) return;
    const [checkout, item] = await Promise.all([checkOut(root, release.commit), shop().given.item({ name: 'Kettle' })]);
    earlier = checkout;
    customer = await shop().given.customer({ name: 'Grace Hopper' });
    ({ id: orderId } = await orderOf(customer, [{ itemId: item.id, quantity: 2 }], 'before'));
    const processes = serviceNames.map((service) => shop().process(service));
    await Promise.all(processes.map((one) => one.restart(checkout.root)));
    await Promise.all(processes.map((one) => one.waitReady()));
  });
  afterAll(() => earlier?.remove());

  test('shows what this release has written', async () => {
    expect(await showOrder(customer, orderId)).toMatchObject({ status: 'CONFIRMED', title: 'Kettle' });
    const { myPage } = await must(customer.graph('{ myPage { name orderCount } }'));
    expect(myPage).toEqual({ name: 'Grace Hopper', orderCount: 1 });
  });

  journey(shop);

  test('control: it would be noticed if a migration took away what it needs', async () => {
    await shop().given.item({ name: 'Mug' });
    await shop().database('item').run('ALTER TABLE item RENAME COLUMN name TO title');
    await expect(shop().given.item({ name: 'Mug' })).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await shop().database('item').run('ALTER TABLE item RENAME COLUMN title TO name');
    await shop().given.item({ name: 'Mug' });
  });
});
