import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher, Pool } from 'undici';

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * One request whose answer is wanted whole. `pool.request` would make a stream of each answer, which costs a third
 * of the call; this collects what arrives. Rejects with the pool's errors, and with the signal's reason when that ends it.
 */
export function request(pool: Pool, options: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const chunks: Buffer[] = [];
    let statusCode = 0;
    let headers: IncomingHttpHeaders = {};
    let leave: (() => void) | undefined;
    const onAbort = () => {
      reject(signal.reason);
      leave?.();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const settled = () => signal.removeEventListener('abort', onAbort);

    pool.dispatch(options, {
      onRequestStart(controller) {
        leave = () => controller.abort(toError(signal.reason));
        if (signal.aborted) leave();
      },
      onResponseStart(_controller, status, received) {
        statusCode = status;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        settled();
        const [first] = chunks;
        const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
        resolve({ statusCode, headers, body });
      },
      onResponseError(_controller, error) {
        settled();
        reject(error);
      },
    });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was abandoned', { cause: reason });
}
