import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { selfSigned } from '../../test/self-signed.ts';
import { startSubgraph } from '../../test/subgraph-fixture.ts';

const { subgraphAt, contextOf, close } = await startSubgraph();
const { cert, key } = selfSigned();
const trusted = getCACertificates('default');
/** The versions of HTTP that the subgraph was asked by. */
const versions: string[] = [];
let text = '';
const server = createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
  versions.push(request.httpVersion);
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(text);
});

beforeAll(async () => {
  setDefaultCACertificates([...trusted, cert]);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});
afterAll(async () => {
  await close();
  server.close();
  setDefaultCACertificates(trusted);
});
beforeEach(() => {
  versions.length = 0;
  text = '{"data":{"first":1}}';
});

const ask = { query: '{ first: item(id: 1) { name } }', variables: {} };
const overTls = (http2: boolean) => {
  const { port } = server.address() as AddressInfo;
  return subgraphAt(`https://localhost:${port}/graphql`, { http2, connections: 1 });
};

it.each([
  [true, '2.0'],
  [false, '1.1'],
])('offered HTTP/2: %s, a subgraph behind TLS is asked by HTTP/%s', async (http2, version) => {
  const subgraph = overTls(http2);
  const answers = await Promise.all(Array.from({ length: 20 }, () => subgraph.fetch(ask, contextOf())));
  expect(answers).toEqual(Array.from({ length: 20 }, () => ({ data: { first: 1 } })));
  expect(new Set(versions)).toEqual(new Set([version]));
});

it('reads no more of an answer by HTTP/2 than of any other', async () => {
  text = JSON.stringify({ data: { first: 'x'.repeat(20_000) } });
  const { errors } = await overTls(true).fetch(ask, contextOf());
  expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
});
