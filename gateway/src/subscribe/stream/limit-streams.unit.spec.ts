import { userViewer } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { createStreamPlaces } from './limit-streams.ts';

const limits = { perViewer: 2, perAddress: 3, perProcess: 4 };
const full = expect.objectContaining({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 5 } });
const refusalOf = (take: () => unknown) => {
  try {
    take();
    return undefined;
  } catch (error) {
    return error;
  }
};

test('a viewer has so many subscriptions from wherever they come, and one that ended makes room once', () => {
  const places = createStreamPlaces(limits);
  const take = (address: string) => places.subscribe(userViewer('ada'), address);
  const leave = take('10.0.0.1');
  take('10.0.0.2');
  expect(refusalOf(() => take('10.0.0.3'))).toEqual(full);
  leave();
  leave();
  take('10.0.0.3');
  expect(refusalOf(() => take('10.0.0.3'))).toEqual(full);
  places.subscribe(userViewer('bob'), '10.0.0.1');
});

test('an address has so many connections, and a network of IPv6 is one', () => {
  const places = createStreamPlaces(limits);
  for (const host of ['1', '2', '3']) places.connect(`2001:db8::${host}`);
  expect(refusalOf(() => places.connect('2001:db8::4'))).toEqual(full);
  places.connect('2001:db8:0:1::1');
  expect(refusalOf(() => places.connect('10.0.0.1'))).toEqual(full);
});

test('who is not signed in is counted by address', () => {
  const places = createStreamPlaces(limits);
  for (let count = 0; count < 3; count++) places.subscribe({ kind: 'anonymous' }, '10.0.0.1');
  expect(refusalOf(() => places.subscribe({ kind: 'anonymous' }, '10.0.0.1'))).toEqual(full);
});
