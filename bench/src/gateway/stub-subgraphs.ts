/** All subgraphs of the shop in one process, with made-up answers; also serves the keys of access tokens. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { createFakeAnswers } from '@rushgraph/gateway/fake-answers';
import { root } from '../harness/bench-servers.ts';

const [port, jwks = '{}'] = process.argv.slice(2);
const sdl = readFileSync(join(root, 'supergraph.graphql'), 'utf8');
const answer = createFakeAnswers(Supergraph.build(sdl).schema.toGraphQLJSSchema());
/** Answers as bytes, by what they depend on: the query and the entities that it names. */
const remembered = new Map<string, Buffer>();
const MAX_REMEMBERED = 5_000;

function bytesFor(body: string): Buffer {
  const { query, variables = {} } = JSON.parse(body);
  const lists = Object.values(variables).filter(Array.isArray);
  const key = lists.length === 0 ? query : query + JSON.stringify(lists);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const made = Buffer.from(JSON.stringify(answer(query, variables)));
  if (remembered.size < MAX_REMEMBERED) remembered.set(key, made);
  return made;
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const bytes = request.method === 'GET' ? Buffer.from(jwks) : bytesFor(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  });
});
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
