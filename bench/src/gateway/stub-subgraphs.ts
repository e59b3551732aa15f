/** All subgraphs of the shop in one process, with made-up answers; also serves the keys of access tokens. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { root } from '../harness/bench-servers.ts';
import { createFakeAnswers } from './fake-answers.ts';

const [port, jwks = '{}'] = process.argv.slice(2);
const sdl = readFileSync(join(root, 'supergraph.graphql'), 'utf8');
const answer = createFakeAnswers(Supergraph.build(sdl).schema.toGraphQLJSSchema());

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.method === 'GET') {
    response.end(jwks);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const lists = Object.values(variables ?? {}).filter((value): value is unknown[] => Array.isArray(value));
    response.end(JSON.stringify(answer(query, lists)));
  });
});
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
