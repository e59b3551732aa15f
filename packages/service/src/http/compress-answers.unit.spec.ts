import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, expect, it } from 'vitest';
import { compressAnswers } from './compress-answers.ts';

const long = JSON.stringify({ data: 'tea '.repeat(10_000) });
const app = fastify();
compressAnswers(app);
app.get('/long', (_, reply) => reply.header('content-length', long.length).type('application/json').send(long));
app.get('/short', async () => ({ data: 'tea' }));
afterAll(() => app.close());

const get = (url: string, accepted?: string) =>
  app.inject({ url, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } });

it.each([
  ['gzip', 'gzip', gunzipSync],
  ['br', 'br', brotliDecompressSync],
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['br;q=0, gzip', 'gzip', gunzipSync],
] as const)('compresses a long answer for whoever accepts %s, by %s', async (accepted, encoding, inflate) => {
  const { headers, rawPayload } = await get('/long', accepted);
  expect(headers).toMatchObject({
    'content-encoding': encoding,
    vary: 'accept-encoding',
    'content-length': String(rawPayload.length),
  });
  expect(inflate(rawPayload).toString()).toBe(long);
  expect(rawPayload.length).toBeLessThan(long.length / 10);
});

it.each([undefined, 'identity', 'zstd', 'gzip;q=0'])('leaves it as it is for whoever accepts %s', async (accepted) => {
  const { headers, body } = await get('/long', accepted);
  expect([headers['content-encoding'], body]).toEqual([undefined, long]);
});

it('leaves a short answer as it is', async () => {
  const { headers, body } = await get('/short', 'gzip, br');
  expect([headers['content-encoding'], body]).toEqual([undefined, '{"data":"tea"}']);
});
