import type { Pool } from 'undici';

/** One kind of hostile request. */
export interface Attack {
  readonly name: string;
  /** Sends one; tells whether it got what it should, or was cut off before it had sent all. */
  send(target: Target, index: number): Promise<boolean | 'cut'>;
}

export interface Target {
  readonly url: string;
  readonly pool: Pool;
}

/** The status of an answer, and the code of its first error. */
export async function ask({ url, pool }: Target, body: object): Promise<{ status: number; code: string | undefined }> {
  const answer = await pool.request({
    path: new URL(url).pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { errors } = (await answer.body.json()) as { errors?: { extensions?: { code?: string } }[] };
  return { status: answer.statusCode, code: errors?.[0]?.extensions?.code };
}

/** An operation, which gets this status, and this code in its first error (none when undefined). */
export function operation(name: string, body: (index: number) => object, wanted: number, error?: string): Attack {
  return {
    name,
    async send(target, index) {
      const { status, code } = await ask(target, body(index));
      return status === wanted && code === error;
    },
  };
}
