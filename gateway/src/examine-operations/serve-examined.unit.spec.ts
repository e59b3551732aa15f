import { request } from 'node:http';
import { createLogger, createMetrics } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { logRequests } from '../log-requests/log-requests.ts';
import { noteOf } from '../log-requests/request-note.ts';
import type { Sender } from '../threads/sender.ts';
import type { Examination } from './examination.ts';
import { serveExamined } from './serve-examined.ts';

it('takes a client that has left for no error, and runs nothing', async () => {
  const app = fastify();
  const metrics = createMetrics('gateway', { defaults: false });
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  logRequests(app, {
    metrics,
    logger: createLogger({ service: 'gateway', level: 'info', pretty: false, destination }),
  });
  const asked = Promise.withResolvers<Sender>();
  const left = Promise.withResolvers<undefined>();
  const examination: Examination = {
    isKnown: () => false,
    read: async () => undefined,
    examine(_text, _queryHash, sender) {
      asked.resolve(sender);
      return left.promise;
    },
  };
  const storedTexts = { get: async () => undefined };
  const known = { findNew: () => undefined };
  serveExamined(app, { examination, storedTexts, tell: () => undefined, known }, () => false);
  const answered = Promise.withResolvers<unknown>();
  app.addHook('onSend', async (asking, reply) => answered.resolve([reply.statusCode, noteOf(asking).codes]));
  const run: string[] = [];
  app.route({
    method: 'POST',
    url: '/graphql',
    handler: async () => {
      run.push('by the route');
      return 'run';
    },
  });
  try {
    const url = new URL('/graphql', await app.listen({ port: 0, host: '127.0.0.1' }));
    const leaving = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    leaving.on('error', () => undefined);
    leaving.end('{"query":"{ me { id } }"}');
    const { isThere } = await asked.promise;
    expect(isThere()).toBe(true);
    leaving.destroy();
    await eventually(() => expect(isThere()).toBe(false));
    left.resolve(undefined);
    expect(await answered.promise).toEqual([499, []]);
    expect([run, lines.filter((line) => line.includes('SUBGRAPH'))]).toEqual([[], []]);
  } finally {
    await app.close();
  }
});
