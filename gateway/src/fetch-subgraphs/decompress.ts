import { promisify } from 'node:util';
import { brotliDecompress, gunzip, type InputType, type ZlibOptions } from 'node:zlib';
import { errors } from 'undici';

/** How answers may be compressed, as `SUBGRAPH_COMPRESSION` names it. */
export type Compression = 'none' | 'gzip' | 'br';

type Inflate = (body: InputType, options: ZlibOptions) => Promise<Buffer>;

const inflate: ReadonlyMap<string, Inflate> = new Map<string, Inflate>([
  ['gzip', promisify<InputType, ZlibOptions, Buffer>(gunzip)],
  ['br', promisify<InputType, ZlibOptions, Buffer>(brotliDecompress)],
]);

/**
 * The body as it was before it was compressed; no more of it than `limit` bytes. Throws undici's own error for an answer
 * that is too long, and zlib's for one that is no such encoding.
 */
export async function decompress(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  const work = inflate.get(encoding);
  if (work === undefined) throw new Error('The answer has an encoding that was not asked for');
  try {
    return await work(body, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new errors.ResponseExceededMaxSizeError('The answer is too long once it is inflated');
    throw error;
  }
}
