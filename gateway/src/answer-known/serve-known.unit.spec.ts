import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import compress from '@fastify/compress';
import { eventually } from '@rushgraph/testkit';
import fastify from 'fastify';
import { afterAll, expect, it } from 'vitest';
import type { AnswerKnown, ReadyOperation } from './answer-known.ts';
import { serveKnown, serveReady } from './serve-known.ts';

const app = fastify();
afterAll(() => app.close());

it('runs an operation once whose client leaves in the middle of a large answer', async () => {
  const done: string[] = [];
  const known: AnswerKnown = {
    find: () => Object({ name: 'buy' }) as ReadyOperation,
    findNew: () => undefined,
    async answer() {
      done.push('by the short way');
      // More than sockets hold, and nothing that compression makes small.
      return { status: 200, headers: new Map(), text: randomBytes(8_000_000).toString('base64') };
    },
  };
  serveKnown(
    app,
    known,
    serveReady(known, () => Object({})),
  );
  await app.register(compress, { globalDecompression: false, encodings: ['gzip'] });
  const closed: string[] = [];
  app.route({
    method: 'POST',
    url: '/graphql',
    handler: async () => {
      done.push('by the route');
      return 'again';
    },
  });
  app.addHook('onRequest', (_, reply, next) => {
    reply.raw.once('close', () => closed.push('left'));
    next();
  });
  const url = new URL('/graphql', await app.listen({ port: 0, host: '127.0.0.1' }));
  const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip' };
  const leaving = request(url, { method: 'POST', headers });
  leaving.end('{"query":"mutation { buy }"}');
  const [response] = await once(leaving, 'response');
  await once(response, 'readable');
  response.destroy();
  await eventually(() => expect(closed).toHaveLength(1));
  for (const _ of [1, 2, 3]) await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual(['by the short way']);
});
