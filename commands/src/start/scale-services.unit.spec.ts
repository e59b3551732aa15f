import { expect, it } from 'vitest';
import { processesOf, readScale, type Scale } from './scale-services.ts';
import { portOf, selectServices, services } from './services.ts';

function scaleOf(text?: string, among = services): Scale {
  const scale = readScale(text, among);
  if ('problem' in scale) throw new Error(scale.problem);
  return scale;
}

const labels = (text?: string) => processesOf(services, scaleOf(text)).map((one) => [one.label, portOf(one, 4_000)]);

it('starts one of each unless told', () => {
  expect(labels()).toEqual([
    ['user', 4_001],
    ['item', 4_002],
    ['order', 4_003],
    ['coupon', 4_004],
    ['mypage', 4_005],
    ['gateway', 4_000],
  ]);
});

it('starts several of those that are named, on ports of their own', () => {
  expect(labels('order=2, item=3').slice(1, 6)).toEqual([
    ['item', 4_002],
    ['item-2', 4_012],
    ['item-3', 4_022],
    ['order', 4_003],
    ['order-2', 4_013],
  ]);
});

it('stays within the ports of a shop, those for operators included', () => {
  const all = services.filter(({ name }) => name !== 'gateway').map(({ name }) => `${name}=5`);
  const ports = processesOf(services, scaleOf(all.join(','))).flatMap((one) => [portOf(one, 0), portOf(one, 50)]);
  expect(new Set(ports).size).toBe(ports.length);
  expect(Math.max(...ports)).toBeLessThan(100);
});

it.each([
  ['gateway=2', '--scale cannot give you several gateways: clients have one address, and nothing is before it.'],
  [
    'orders=2',
    '--scale does not know "orders" here; choose from user, item, order, coupon, mypage, as in order=2,item=3.',
  ],
  ['order', '--scale needs a number between 1 and 5 for order, as in order=2.'],
  ['order=0', '--scale needs a number between 1 and 5 for order, as in order=2.'],
  ['order=6', '--scale needs a number between 1 and 5 for order, as in order=2.'],
  ['', '--scale does not know "" here; choose from user, item, order, coupon, mypage, as in order=2,item=3.'],
])('refuses %j in one sentence', (text, problem) => {
  expect(readScale(text, services)).toEqual({ problem });
});

it('scales only what is started', () => {
  const chosen = selectServices('item');
  if ('problem' in chosen) throw new Error(chosen.problem);
  expect(readScale('order=2', chosen)).toEqual({
    problem: '--scale does not know "order" here; choose from item, as in order=2,item=3.',
  });
});
