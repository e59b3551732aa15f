import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { gathering } from './gather-chunks.ts';

const LIMIT = 100_000;

async function gathered(chunks: readonly Buffer[]): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  const stream = Readable.from(chunks, { objectMode: false }).pipe(gathering(LIMIT));
  stream.on('data', (piece) => pieces.push(piece));
  await once(stream, 'end');
  return pieces;
}

it('makes few pieces of many chunks, and leaves nothing out', async () => {
  const body = randomBytes(100_000);
  const pieces = await gathered(Array.from(body, (byte) => Buffer.of(byte)));
  expect(pieces).toHaveLength(8);
  expect(Buffer.concat(pieces).equals(body)).toBe(true);
});

it('takes chunks of any size, and none', async () => {
  const chunks = [1, 16_384, 16_383, 2, 50_000, 0].map((size) => randomBytes(size));
  expect(Buffer.concat(await gathered(chunks)).equals(Buffer.concat(chunks))).toBe(true);
  expect(Buffer.concat(await gathered([]))).toHaveLength(0);
});
