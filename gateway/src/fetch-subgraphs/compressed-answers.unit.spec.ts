import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { type Answering, json, startSubgraph } from '../../test/subgraph-fixture.ts';

const { there, received, here, contextOf, forget, close } = await startSubgraph();
afterAll(close);
beforeEach(forget);

const request = { query: '{ first: item(id: 1) { name } }', variables: {} };
const answer = { data: { first: { name: 'x'.repeat(9_000) } } };
const unavailable = { data: null, errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] };
const packed =
  (encoding: string, body: Buffer): Answering =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);
  };

it('are not asked for by default', async () => {
  there.answering = json(answer);
  expect(await here().fetch(request, contextOf())).toEqual(answer);
  expect(received[0]?.headers['accept-encoding']).toBeUndefined();
});

it.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
] as const)('are asked for by %s, and read', async (compression, compress) => {
  there.answering = packed(compression, compress(JSON.stringify(answer)));
  expect(await here({ compression }).fetch(request, contextOf())).toEqual(answer);
  expect(received[0]?.headers['accept-encoding']).toBe(compression);
});

it('are read when the subgraph does not compress', async () => {
  there.answering = json(answer);
  expect(await here({ compression: 'gzip' }).fetch(request, contextOf())).toEqual(answer);
});

it('are not inflated beyond the limit of an answer, and shut the subgraph for nobody', async () => {
  const bomb = packed('gzip', gzipSync(' '.repeat(50_000_000)));
  const subgraph = here({ compression: 'gzip' });
  there.answering = bomb;
  for (let call = 0; call < 12; call++) expect(await subgraph.fetch(request, contextOf())).toMatchObject(unavailable);
  there.answering = json(answer);
  expect(await subgraph.fetch(request, contextOf())).toEqual(answer);
});

it.each([
  ['broken', 'gzip', Buffer.from('no gzip at all')],
  ['cut off', 'gzip', gzipSync(JSON.stringify(answer)).subarray(0, 20)],
  ['of an encoding that nobody asked for', 'zstd', Buffer.from('?')],
])('are no answers when they are %s', async (_, encoding, body) => {
  there.answering = packed(encoding, body);
  expect(await here({ compression: 'gzip' }).fetch(request, contextOf())).toMatchObject(unavailable);
});
