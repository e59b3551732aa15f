import { generateKeyPairSync } from 'node:crypto';
import { ConfigError } from '@rushgraph/service';
import { expect, it } from 'vitest';
import { userConfig } from './config.ts';

const { privateKey } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const valid = { VIEWER_KEY: Buffer.alloc(32).toString('base64'), ACCESS_TOKEN_PRIVATE_KEY: privateKey };

function problems(changes: Record<string, string | undefined>): readonly string[] {
  try {
    userConfig({ ...valid, ...changes });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

it('has defaults for everything but the keys', () => {
  expect(userConfig(valid)).toMatchObject({ PORT: 4001, COOKIE_SECURE: true, ARGON2_MEMORY_KIB: 19_456 });
});

it.each([privateKey, privateKey.replaceAll('\n', '\\n'), Buffer.from(privateKey).toString('base64')])(
  'takes the signing key in each of its spellings',
  (key) => expect(problems({ ACCESS_TOKEN_PRIVATE_KEY: key })).toEqual([]),
);

it('takes further keys, public ones too, and refuses what is none', () => {
  const keys = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const pems = [
    keys[0]?.publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '\\n'),
    Buffer.from(keys[1]?.privateKey.export({ type: 'pkcs8', format: 'pem' }) ?? '').toString('base64'),
  ];
  expect(userConfig({ ...valid, ACCESS_TOKEN_FURTHER_KEYS: pems.join(',') }).ACCESS_TOKEN_FURTHER_KEYS).toEqual(pems);
  expect(problems({ ACCESS_TOKEN_FURTHER_KEYS: `${pems[0]},sekret` })).toEqual([
    'ACCESS_TOKEN_FURTHER_KEYS must be Ed25519 keys, private or public, as PEM or its base64, separated by commas.',
  ]);
});

it('names every problem at once and repeats no secret', () => {
  const found = problems({
    VIEWER_KEY: undefined,
    ACCESS_TOKEN_PRIVATE_KEY: 'hunter2',
    PORT: 'x',
    ADMIN_EMAIL: 'boss',
  });
  expect(found.map((problem) => problem.split(' ')[0])).toEqual([
    'PORT',
    'VIEWER_KEY',
    'ACCESS_TOKEN_PRIVATE_KEY',
    'ADMIN_EMAIL',
  ]);
  expect(found.join()).not.toContain('hunter2');
});

it.each([
  { ADMIN_EMAIL: 'boss@shop.test' },
  { ADMIN_PASSWORD: 'x7Kq-9sLm2' },
  { ADMIN_EMAIL: 'boss@shop.test', ADMIN_PASSWORD: 'short' },
  { ADMIN_EMAIL: 'boss@shop.test', ADMIN_PASSWORD: 'boss@shop.test' },
  { ADMIN_EMAIL: 'boss@shop.test', ADMIN_PASSWORD: 'password!!' },
])('refuses half an administrator and a weak password: %o', (changes) => {
  expect(problems(changes).map((problem) => problem.split(' ')[0])).toEqual(['ADMIN_PASSWORD']);
});
