import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { PageOptions } from './render-page.ts';
import type { PageFile } from './render-thread.ts';

/**
 * Serves GraphiQL at `/`: 9 MB, so compressed once, and not sent again to who has it. It is rendered when somebody asks for
 * it first, by a thread: what that takes, 60 MB, ends with the thread.
 */
export function addExplorer(app: FastifyInstance, options: PageOptions): void {
  let rendering: Promise<PageFile> | undefined;
  app.get('/', async (request, reply) => {
    rendering ??= render(options).catch((error: unknown) => {
      // Whoever asks next tries again.
      rendering = undefined;
      throw error;
    });
    const { compressed, policy, etag } = await rendering;
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      etag,
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? ''))
      // As a stream: who does not read it must not have nine megabytes kept.
      return reply.send(pipeline(Readable.from([compressed]), createGunzip(), () => undefined));
    return reply
      .header('content-encoding', 'gzip')
      .send(Buffer.from(compressed.buffer, compressed.byteOffset, compressed.byteLength));
  });
}

async function render(workerData: PageOptions): Promise<PageFile> {
  const worker = new Worker(new URL('./render-thread.ts', import.meta.url), { workerData });
  worker.unref();
  const ended = new AbortController();
  worker.once('exit', () => ended.abort(new Error('The page of the explorer was not rendered')));
  const [file]: PageFile[] = await once(worker, 'message', { signal: ended.signal });
  if (file === undefined) throw new Error('The page of the explorer was not rendered');
  return file;
}
