import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  createViewerSigner,
  createViewerVerifier,
  parseViewerKey,
  parseViewerKeys,
  signViewer,
  verifyViewer,
} from './sign-viewer.ts';
import { userIdSchema, type Viewer } from './viewer.ts';

const key = Buffer.alloc(32, 1);
const now = new Date('2026-01-01T00:00:00Z');
const options = { audience: 'order', key, now };
const viewer: Viewer = { kind: 'user', id: userIdSchema.parse('U1'), roles: ['CUSTOMER'], sessionId: 'S1' };
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

it.each<Viewer>([viewer, { kind: 'anonymous' }, { kind: 'service', name: 'mypage' }])('carries $kind', (who) => {
  expect(verifyViewer(signViewer(who, options), options)).toEqual(who);
});

it('is worthless at another audience and under another key', () => {
  const token = signViewer(viewer, options);
  expect(verifyViewer(token, { ...options, audience: 'item' })).toBeNull();
  expect(verifyViewer(token, { ...options, key: Buffer.alloc(32, 2) })).toBeNull();
});

it('ends after a minute and five seconds for clocks that differ', () => {
  const token = signViewer(viewer, options);
  expect(verifyViewer(token, { ...options, now: later(65) })).toEqual(viewer);
  expect(verifyViewer(token, { ...options, now: later(66) })).toBeNull();
});

it('refuses claims that were changed after signing', () => {
  const [body = '', signature] = signViewer(viewer, options).split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  claims.viewer.roles = ['ADMIN'];
  const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
  expect(verifyViewer(`${changed}.${signature}`, options)).toBeNull();
});

it.each(['', '.', 'a', 'a.b', 'a.b.c', `${signViewer(viewer, options)}.`, signViewer(viewer, options).slice(0, -2)])(
  'refuses the malformed %j',
  (token) => {
    expect(verifyViewer(token, options)).toBeNull();
  },
);

it('refuses what is signed but is no statement', () => {
  for (const text of ['no json', '{}', JSON.stringify({ aud: 'order', exp: 9e9, viewer: { kind: 'root' } })]) {
    const body = Buffer.from(text).toString('base64url');
    const signature = createHmac('sha256', key).update(body).digest('base64url');
    expect(verifyViewer(`${body}.${signature}`, options)).toBeNull();
  }
});

it('reads the keys of several subgraphs', () => {
  const text = `user=${key.toString('base64')}, item=${Buffer.alloc(32, 2).toString('base64')},`;
  expect([...parseViewerKeys(text)]).toEqual([
    ['user', key],
    ['item', Buffer.alloc(32, 2)],
  ]);
});

it('refuses keys that are short, loosely written, nameless or given twice, without repeating them', () => {
  const good = key.toString('base64');
  for (const bad of ['c2hvcnQ=', `${good.slice(0, -1)}!!`, `${good}AAAA`, 'sekret'])
    expect(() => parseViewerKey(bad)).toThrow(new RangeError('a key must be 32 bytes in base64'));
  expect(() => parseViewerKeys(good)).toThrow(RangeError);
  expect(() => parseViewerKeys(`=${good}`)).toThrow(RangeError);
  expect(() => parseViewerKeys(`user=${good},user=${good}`)).toThrow('two keys for user');
});

it('uses a statement again for ten seconds, and for nobody else', () => {
  const own = randomBytes(32);
  const sign = createViewerSigner({ audience: 'order', key: own });
  const verify = createViewerVerifier({ audience: 'order', key: own });
  const ada: Viewer = { kind: 'user', id: userIdSchema.parse('ada'), roles: ['CUSTOMER'], sessionId: 's' };
  const at = (ms: number) => new Date(1_800_000_000_000 + ms);
  const first = sign(ada, at(0));
  expect(sign(ada, at(9_999))).toBe(first);
  expect(sign({ ...ada, id: userIdSchema.parse('eve') }, at(0))).not.toBe(first);
  expect(sign(ada, at(10_000))).not.toBe(first);
  expect(verify(first, at(0))).toEqual(ada);
  expect(verify(first, at(64_000))).toEqual(ada);
  // Remembered, it still ends.
  expect(verify(first, at(66_000))).toBeNull();
  expect(createViewerVerifier({ audience: 'item', key: own })(first, at(0))).toBeNull();
});
