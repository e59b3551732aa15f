import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rollOutOrder } from './roll-out-order.ts';

const added = { kind: 'added', words: 'Order.note was added', isBreaking: false, first: 'instances' };
const removed = { kind: 'removed', words: 'Order.title was removed', isBreaking: true, first: 'schema' };
const value = { kind: 'added', words: 'OrderStatus.LOST was added', isBreaking: false, first: 'schema' };
const type = { kind: 'added', words: 'Note was added', isBreaking: false, first: 'either' };
const compatible = (...changes: readonly object[]) => ({ outcome: 'compatible', changes });

it.each([
  ['instances are to know it first', compatible(added, type), 'instances'],
  ['clients see no difference', compatible(), 'instances'],
  ['nothing is published', { outcome: 'unchanged' }, 'instances'],
  ['nothing has to be there first', compatible(type), 'instances'],
  ['gateways are to know it first', compatible(removed, type), 'publish'],
  ['something is taken away, and answers may hold more', compatible(removed, value), 'publish'],
])('where %s', (_, checked, first) => {
  expect(rollOutOrder(checked)).toBe(first);
});

it('refuses to do both at once', () => {
  expect(() => rollOutOrder(compatible(added, removed))).toThrow(
    'Do this in two releases: one that is published before new instances start (Order.title was removed), and one that is published after the old have gone (Order.note was added).',
  );
});

it.each([
  [compatible(removed), 0, 'first=publish\n', ''],
  [compatible(added, removed), 1, '', /^Do this in two releases: .*\n$/],
])('is read by the workflow as the output of a step: %j', (checked, code, printed, said) => {
  const script = fileURLToPath(new URL('print-roll-out-order.ts', import.meta.url));
  const input = JSON.stringify(checked);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { input, encoding: 'utf8' });
  expect([status, stdout]).toEqual([code, printed]);
  expect(stderr).toMatch(said);
});
