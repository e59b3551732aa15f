import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, exportJWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { createAccessTokenSigner } from './access-token.ts';
import { createAccessTokenVerifier } from './verify-access-token.ts';

const issuer = 'https://shop.test';
const now = new Date('2026-01-01T00:00:00Z');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const privateKeyPem = pem(privateKey);
const signer = createAccessTokenSigner({ privateKeyPem, issuer });
const verifier = createAccessTokenVerifier({ jwks: async () => signer.jwks(), issuer });
const session = { userId: 'U1', roles: ['CUSTOMER'], sessionId: 'S1', now } as const;

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

it('signs who it is, for fifteen minutes, under the thumbprint of its key', async () => {
  const { token, expiresAt } = await signer.sign(session);
  expect(expiresAt).toEqual(later(900));
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid });
  expect(decodeJwt(token)).toEqual({
    iss: issuer,
    aud: 'rushgraph',
    sub: 'U1',
    sid: 'S1',
    roles: ['CUSTOMER'],
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    iat: now.getTime() / 1_000,
    exp: later(900).getTime() / 1_000,
  });
  expect(signer.jwks().keys.map(Object.keys)).toEqual(
    [['crv', 'kty', 'x', 'kid', 'alg', 'use']].map((names) => expect.arrayContaining(names)),
  );
  expect(JSON.stringify(signer.jwks())).not.toContain('"d"');
});

it('takes its own token until it ends, and 30 seconds more for clocks that differ', async () => {
  const { token } = await signer.sign(session);
  const viewer = { kind: 'user', id: 'U1', roles: ['CUSTOMER'], sessionId: 'S1' };
  expect(await verifier.verify(token, later(929))).toEqual(viewer);
  expect(await verifier.verify(token, later(930))).toBeNull();
});

function mint(claims: Record<string, unknown>, typ = 'at+jwt'): Promise<string> {
  const exp = later(900).getTime() / 1_000;
  const whole = { iss: issuer, aud: 'rushgraph', sub: 'U1', sid: 'S1', jti: 'J1', roles: ['CUSTOMER'], exp };
  const payload = JSON.parse(JSON.stringify({ ...whole, ...claims }));
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', typ }).sign(privateKey);
}

it.each<[string, Record<string, unknown>, string?]>([
  ['of another issuer', { iss: 'https://evil.test' }],
  ['for another audience', { aud: 'other' }],
  ['that never ends', { exp: undefined }],
  ['without a user', { sub: '' }],
  ['without a session', { sid: undefined }],
  ['with an unknown role', { roles: ['ROOT'] }],
  ['that is another kind of token', {}, 'JWT'],
])('refuses a token %s', async (_, claims, typ) => {
  expect(await verifier.verify(await mint({}), now), 'the token without the change').not.toBeNull();
  expect(await verifier.verify(await mint(claims, typ), now)).toBeNull();
});

it('refuses tokens of another key, of another algorithm and of none', async () => {
  const stranger = createAccessTokenSigner({ privateKeyPem: pem(generateKeyPairSync('ed25519').privateKey), issuer });
  expect(await verifier.verify((await stranger.sign(session)).token, now)).toBeNull();
  // The public key as a shared secret: the classic confusion of algorithms.
  const confused = new SignJWT({ sid: 'S1', roles: ['ADMIN'] })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .sign(new TextEncoder().encode(publicKey.export({ type: 'spki', format: 'pem' }).toString()));
  expect(await verifier.verify(await confused, now)).toBeNull();
  const [, body] = (await signer.sign(session)).token.split('.');
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  for (const token of [`${none}.${body}.`, 'a.b.c', '']) expect(await verifier.verify(token, now)).toBeNull();
});

it('takes one algorithm only, whatever other keys the issuer shows', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = [...signer.jwks().keys, { ...(await exportJWK(other.publicKey)), kid: 'other' }];
  const careful = createAccessTokenVerifier({ jwks: async () => ({ keys }), issuer });
  const { token } = await signer.sign(session);
  expect(await careful.verify(token, now)).not.toBeNull();
  const foreign = new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'other' });
  expect(await careful.verify(await foreign.sign(other.privateKey), now)).toBeNull();
});

it('reads its key as PEM, with escaped line ends, and in base64; nothing else', () => {
  for (const text of [
    privateKeyPem,
    privateKeyPem.replaceAll('\n', '\\n'),
    Buffer.from(privateKeyPem).toString('base64'),
  ])
    expect(createAccessTokenSigner({ privateKeyPem: text, issuer }).jwks()).toEqual(signer.jwks());
  const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey);
  for (const text of ['', 'sekret', rsa])
    expect(() => createAccessTokenSigner({ privateKeyPem: text, issuer })).toThrow(
      new RangeError('the access token key must be an Ed25519 private key as PKCS8 PEM'),
    );
});

it('publishes further keys that do not sign, so that keys can be changed while tokens of the last one live', async () => {
  const [first, second] = [
    pem(generateKeyPairSync('ed25519').privateKey),
    pem(generateKeyPairSync('ed25519').privateKey),
  ];
  const before = createAccessTokenSigner({ privateKeyPem: first, furtherKeyPems: [second], issuer });
  const after = createAccessTokenSigner({ privateKeyPem: second, furtherKeyPems: [first, second], issuer });
  const kids = (one: typeof signer) => one.jwks().keys.map(({ kid }) => kid);
  expect(kids(before)).toHaveLength(2);
  expect(kids(after)).toEqual([...kids(before)].reverse());
  expect(JSON.stringify(before.jwks())).not.toContain('"d"');
  for (const one of [before, after]) {
    // A verifier that has fetched keys from either of them takes the tokens of both.
    const either = createAccessTokenVerifier({ jwks: async () => one.jwks(), issuer });
    for (const { sign } of [before, after])
      expect(await either.verify((await sign(session)).token, now)).toMatchObject({ id: 'U1' });
  }
});
