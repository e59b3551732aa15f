import { pipeline, Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** The first piece holds most requests. */
const FIRST_BYTES = 1_024;
const PIECE_BYTES = 16_384;

/**
 * Puts the chunks of a body together before they are kept until its end. Node makes a buffer of each, however small: a
 * body of 90 kB that came in chunks of one byte took sixteen megabytes for as long as a client may send. Of a body that is
 * longer than `limit` bytes, which nobody takes, the rest is dropped.
 */
export function gatherChunks(app: FastifyInstance, limit: number): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    // Otherwise what arrives together is one buffer.
    if (request.headers['transfer-encoding'] === undefined) return done(null, payload);
    // Whoever reads it is told when it ends early.
    done(
      null,
      pipeline(payload, gathering(limit), () => undefined),
    );
  });
}

/** Copies what comes into pieces of one size, a shorter one first and last. */
export function gathering(limit: number): Transform {
  // All that it passes on has room in it: where nobody reads it, chunks must not gather before it.
  const highWaterMark = limit + 2 * PIECE_BYTES;
  let piece = Buffer.alloc(0);
  let filled = 0;
  let passed = 0;
  return new Transform({
    readableHighWaterMark: highWaterMark,
    writableHighWaterMark: highWaterMark,
    transform(chunk: Buffer, _encoding, done) {
      for (let taken = 0; taken < chunk.length && passed <= limit; ) {
        if (filled === piece.length) {
          if (filled > 0) this.push(piece);
          passed += filled;
          piece = Buffer.allocUnsafeSlow(passed === 0 ? FIRST_BYTES : PIECE_BYTES);
          filled = 0;
        }
        const copied = chunk.copy(piece, filled, taken);
        filled += copied;
        taken += copied;
      }
      done();
    },
    flush(done) {
      done(null, piece.subarray(0, filled));
    },
  });
}
