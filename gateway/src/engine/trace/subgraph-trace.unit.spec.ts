import { Trace } from '@apollo/usage-reporting-protobuf';
import { expect, it } from 'vitest';
import { partOfTrace, readTrace } from './subgraph-trace.ts';

const encoded = (trace: Trace) => Buffer.from(Trace.encode(trace).finish()).toString('base64');
const field = (responseName: string, originalFieldName = '') => new Trace.Node({ responseName, originalFieldName });
const named = (trace: unknown) =>
  trace instanceof Trace ? (trace.root?.child ?? []).map((node) => [node.responseName, node.originalFieldName]) : trace;

it('reads what the inline trace plugin writes', () => {
  const ftv1 = encoded(new Trace({ durationNs: 7, root: new Trace.Node({ child: [field('me')] }) }));
  expect(readTrace({ ftv1 })).toMatchObject({ durationNs: 7, root: { child: [{ responseName: 'me' }] } });
});

it.each([undefined, {}, { ftv1: 7 }, { other: 'x' }])('finds none in %j', (extensions) => {
  expect(readTrace(extensions)).toBeUndefined();
});

it('says of garbage that it cannot be read', () => {
  expect(readTrace({ ftv1: Buffer.from([0xff, 0xff, 0xff]).toString('base64') })).toBe('unreadable');
});

it('parts the trace of a combined request, with the names that each fetch had', () => {
  const whole = new Trace({
    root: new Trace.Node({
      child: [field('f0_me', 'me'), field('f1_me', 'me'), field('f1_mine', 'me')],
      error: [new Trace.Error({ message: 'all of it' })],
    }),
  });
  const [first, second] = [partOfTrace(whole, 'f0_', true), partOfTrace(whole, 'f1_', false)];
  expect(named(first)).toEqual([['me', '']]);
  expect(named(second)).toEqual([
    ['me', ''],
    ['mine', 'me'],
  ]);
  expect([first, second].map((part) => part instanceof Trace && part.root?.error?.length)).toEqual([1, 0]);
});

it.each([undefined, 'unreadable' as const])('parts nothing of %s', (whole) => {
  expect(partOfTrace(whole, 'f0_', true)).toBe(whole);
});
