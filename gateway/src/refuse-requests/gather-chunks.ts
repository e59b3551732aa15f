import { pipeline, Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** One of these holds most requests. */
const PIECE_BYTES = 16_384;

/**
 * Puts the chunks of a body together before they are kept until its end. Node makes a buffer of each, however small: a
 * body of 90 kB that came in chunks of one byte took sixteen megabytes for as long as a client may send.
 */
export function gatherChunks(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    // Otherwise what arrives together is one buffer.
    if (request.headers['transfer-encoding'] === undefined) return done(null, payload);
    // Whoever reads it is told when it ends early.
    done(
      null,
      pipeline(payload, gathering(), () => undefined),
    );
  });
}

/** Copies what comes into pieces of one size; the last one may be shorter. */
export function gathering(): Transform {
  let piece = Buffer.alloc(0);
  let filled = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let taken = 0; taken < chunk.length; ) {
        if (filled === piece.length) {
          if (filled > 0) this.push(piece);
          piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
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
