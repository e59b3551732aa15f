import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rollOutOrder } from './roll-out-order.ts';

const added = { kind: 'added', words: 'Order.note was added', isBreaking: false };
const required = { kind: 'added', words: 'Query.order(by:) was added, and is required', isBreaking: true };
const removed = { kind: 'removed', words: 'Order.title was removed', isBreaking: true };
const unused = { kind: 'removed', words: 'OrderStatus.LOST was removed', isBreaking: false };
const narrowed = { kind: 'changed', words: 'Order.id is ID now, not ID!', isBreaking: true };
const widened = { kind: 'changed', words: 'Order.title is String! now, not String', isBreaking: false };
const compatible = (...changes: readonly object[]) => ({ outcome: 'compatible', changes });

it.each([
  ['something is added', compatible(added, widened), 'instances'],
  ['clients see no difference', compatible(), 'instances'],
  ['nothing is published', { outcome: 'unchanged' }, 'instances'],
  ['something is removed', compatible(removed), 'publish'],
  ['something is removed that breaks nobody', compatible(unused, widened), 'publish'],
  ['clients must be ready for less', compatible(narrowed), 'publish'],
  ['clients must give more', compatible(required), 'publish'],
])('where %s', (_, checked, first) => {
  expect(rollOutOrder(checked)).toBe(first);
});

it('refuses to do both at once', () => {
  expect(() => rollOutOrder(compatible(added, removed))).toThrow(
    'Do this in two releases: first what is added (Order.note was added), then what is taken away (Order.title was removed).',
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
