import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

const claims = { roles: ['ADMIN'], sid: 'session', jti: 'forged', sub: 'ada', iss: 'rushgraph', aud: 'rushgraph' };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Minting {
  readonly key: KeyObject | Uint8Array;
  readonly alg?: string;
  readonly kid?: string;
  readonly changes?: Record<string, unknown>;
  readonly exp?: number;
}

function mint({ key, alg = 'EdDSA', kid, changes = {}, exp = 4_000_000_000 }: Minting): Promise<string> {
  const payload = { ...claims, exp, ...changes };
  return new SignJWT(payload).setProtectedHeader({ alg, typ: 'at+jwt', ...(kid !== undefined && { kid }) }).sign(key);
}

/** Tokens that are worth nothing, by what is wrong with them. All of them get the same answer. */
export async function worthlessTokens(privateKey: KeyObject): Promise<readonly (readonly [string, string])[]> {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const body = encode({ ...claims, exp: 4_000_000_000 });
  const good = await mint({ key: privateKey });
  return [
    ['nonsense', 'nonsense'],
    ['dots', '..'],
    ['no signature', `${encode({ alg: 'none', typ: 'at+jwt' })}.${body}.`],
    ['no algorithm', `${encode({ typ: 'at+jwt' })}.${body}.AAAA`],
    ['the public key as a secret', await mint({ key: Buffer.from(publicKey), alg: 'HS256' })],
    ['a key of a stranger', await mint({ key: stranger })],
    ['a key that nobody knows', await mint({ key: stranger, kid: 'unknown' })],
    ['a token that has ended', await mint({ key: privateKey, exp: 1_000_000_000 })],
    ['another issuer', await mint({ key: privateKey, changes: { iss: 'evil' } })],
    ['another audience', await mint({ key: privateKey, changes: { aud: 'evil' } })],
    ['a role that there is not', await mint({ key: privateKey, changes: { roles: ['ROOT'] } })],
    ['no session', await mint({ key: privateKey, changes: { sid: '' } })],
    [
      'other claims under the signature',
      `${good.split('.')[0]}.${encode({ ...claims, sub: 'eve' })}.${good.split('.')[2]}`,
    ],
    ['a token of a megabyte', 'x'.repeat(8_000)],
  ];
}
