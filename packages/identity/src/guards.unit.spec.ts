import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { codedError, errorCodes, isErrorCode } from './errors.ts';
import { requireAdmin, requireService, requireUser } from './guards.ts';
import { isAdmin, maySee, userIdSchema, type Viewer } from './viewer.ts';

const anonymous: Viewer = { kind: 'anonymous' };
const customer: Viewer = { kind: 'user', id: userIdSchema.parse('U1'), roles: ['CUSTOMER'], sessionId: 'S1' };
const admin: Viewer = { kind: 'user', id: userIdSchema.parse('U2'), roles: ['CUSTOMER', 'ADMIN'], sessionId: 'S2' };
const service: Viewer = { kind: 'service', name: 'order' };

function outcome(guard: (viewer: Viewer) => Viewer, viewer: Viewer): unknown {
  try {
    return guard(viewer) === viewer ? 'passes' : 'changed';
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions.code : error;
  }
}

it.each([
  ['requireUser', requireUser, ['UNAUTHENTICATED', 'passes', 'passes', 'UNAUTHENTICATED']],
  ['requireAdmin', requireAdmin, ['UNAUTHENTICATED', 'FORBIDDEN', 'passes', 'FORBIDDEN']],
  ['requireService', requireService, ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'passes']],
] as const)('%s: anonymous, customer, administrator, service', (_, guard, expected) => {
  expect([anonymous, customer, admin, service].map((viewer) => outcome(guard, viewer))).toEqual(expected);
});

it('lets a user see what is theirs, an administrator everything, and a service nothing', () => {
  expect([anonymous, customer, admin, service].map((viewer) => maySee(viewer, 'U1'))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([anonymous, customer, admin, service].map(isAdmin)).toEqual([false, false, true, false]);
});

it('knows the registered codes and no others', () => {
  expect(errorCodes.every(isErrorCode)).toBe(true);
  expect(['BAD_REQUEST', '', undefined, 'toString'].some(isErrorCode)).toBe(false);
});

it('never sets an HTTP status for one field, and never loses its code to an extension', () => {
  expect(codedError('UNAUTHENTICATED', 'No.', { code: 'OTHER', retryAfterSeconds: 3 }).extensions).toEqual({
    code: 'UNAUTHENTICATED',
    retryAfterSeconds: 3,
  });
});
