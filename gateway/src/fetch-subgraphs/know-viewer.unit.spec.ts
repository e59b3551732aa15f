import { userIdSchema, type Viewer } from '@rushgraph/identity';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { knowViewer } from './know-viewer.ts';

const ada: Viewer = { kind: 'user', id: userIdSchema.parse('ada'), roles: [], sessionId: 's' };
const nobody: Viewer = { kind: 'anonymous' };
const document = parse('{ me { __typename ... on User { id who: id } coupons { id } } other: me { id } item { id } }');
const error = (...path: (string | number)[]) => ({ message: 'away', path });

it('fills in who asks where a subgraph failed to, and leaves the errors of what only it knows', () => {
  const received = { data: null, errors: [error('me'), error('other'), error('item')] };
  expect(knowViewer(received, document, ada)).toEqual({
    data: { me: { __typename: 'User', id: 'ada', who: 'ada' }, other: { id: 'ada' } },
    errors: [error('me', 'coupons'), error('item')],
  });
});

it('knows that nobody is nobody, without an error', () => {
  const received = { data: { item: 1 }, errors: [error('me', 'coupons'), error('other')] };
  expect(knowViewer(received, document, nobody)).toEqual({ data: { item: 1, me: null, other: null } });
});

it('changes nothing that was answered', () => {
  const partly = { data: { me: { id: 'ada', coupons: null }, other: null }, errors: [error('me', 'coupons')] };
  expect(knowViewer(partly, document, ada)).toBe(partly);
  const whole = { data: { me: null } };
  expect(knowViewer(whole, document, ada)).toBe(whole);
});
