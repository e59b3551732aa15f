import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAddress } from './server-address.ts';

it('reads every part of an address', () => {
  expect(parseAddress('mysql://item%40shop:p%3Aw@db.shop:3307/item')).toEqual({
    host: 'db.shop',
    port: 3_307,
    user: 'item@shop',
    password: 'p:w',
    database: 'item',
    connectTimeout: 5_000,
  });
  expect(parseAddress('mysql://root@[::1]/item')).toMatchObject({ host: '::1', port: 3_306, password: '' });
});

it.each([
  ['DISABLED', undefined],
  ['REQUIRED', { rejectUnauthorized: false }],
  ['VERIFY_CA', { rejectUnauthorized: true }],
  ['VERIFY_IDENTITY', { rejectUnauthorized: true, verifyIdentity: true }],
])('takes ssl-mode=%s', (mode, ssl) => {
  expect(parseAddress(`mysql://root@localhost/item?ssl-mode=${mode}`).ssl).toEqual(ssl);
});

it('checks the certificate by the authority of the file that ssl-ca names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rushgraph-'));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, 'the authority');
  const { ssl } = parseAddress(
    `mysql://root@localhost/item?ssl-mode=VERIFY_IDENTITY&ssl-ca=${encodeURIComponent(file)}`,
  );
  expect(ssl).toEqual({ rejectUnauthorized: true, verifyIdentity: true, ca: 'the authority' });
  rmSync(folder, { recursive: true });
});

it.each<[string, string, string?]>([
  [
    'ssl-mode=required',
    'ssl-mode in MYSQL_URL must be one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY, not "required"',
  ],
  ['ssl-mode=toString', 'ssl-mode in MYSQL_URL must be one of'],
  ['ssl-mode=REQUIRED&ssl-ca=/ca.pem', 'ssl-ca in MYSQL_URL needs ssl-mode=VERIFY_CA or VERIFY_IDENTITY'],
  ['ssl-ca=/ca.pem', 'ssl-ca in MYSQL_URL needs ssl-mode=VERIFY_CA or VERIFY_IDENTITY'],
  ['ssl-mode=VERIFY_IDENTITY', 'needs the name of the server instead of 10.0.0.7', '10.0.0.7'],
  ['multipleStatements=false', '"multipleStatements" in MYSQL_URL is unknown: it takes ssl-mode and ssl-ca'],
])('refuses ?%s in one sentence', (query, sentence, host = 'localhost') => {
  expect(() => parseAddress(`mysql://root@${host}/item?${query}`)).toThrow(sentence);
});
