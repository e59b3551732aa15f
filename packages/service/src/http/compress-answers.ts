import { promisify } from 'node:util';
import { type BrotliOptions, brotliCompress, constants, gzip, type InputType } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Characters. A shorter answer fits a few packets, and costs more to compress than to send. */
const COMPRESS_FROM = 8_192;
/** Beyond this brotli costs far more than it saves. */
const QUALITY: BrotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const brotli = promisify<InputType, BrotliOptions, Buffer>(brotliCompress);
const encodings: ReadonlyMap<string, (text: string) => Promise<Buffer>> = new Map([
  ['br', (text: string) => brotli(text, QUALITY)],
  ['gzip', promisify<InputType, Buffer>(gzip)],
]);

/** Compresses long answers for callers who ask for it: the gateway does where its setting says so. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const accepted = request.headers['accept-encoding'];
    if (accepted === undefined || typeof payload !== 'string' || payload.length < COMPRESS_FROM)
      return done(null, payload);
    const encoding = choose(String(accepted));
    const compress = encoding === undefined ? undefined : encodings.get(encoding);
    if (encoding === undefined || compress === undefined) return done(null, payload);
    compress(payload).then(
      (compressed) => {
        reply.header('content-encoding', encoding).header('vary', 'accept-encoding');
        reply.header('content-length', compressed.length);
        done(null, compressed);
      },
      (error: Error) => done(error),
    );
  });
}

/** The best encoding that is named and not refused by `;q=0`. */
function choose(accepted: string): string | undefined {
  const named = accepted.split(',').map((part) => part.split(';').map((word) => word.trim()));
  const wanted = new Set(named.filter(([, quality]) => !/^q=0(?:\.0*)?$/.test(quality ?? '')).map(([name]) => name));
  return [...encodings.keys()].find((encoding) => wanted.has(encoding));
}
