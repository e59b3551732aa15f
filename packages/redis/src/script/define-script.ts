import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { z } from 'zod';

export interface ScriptDefinition<Reply> {
  readonly name: string;
  readonly lua: string;
  /** How many keys it takes. Every key a script touches is passed in KEYS, so that it also runs on a cluster. */
  readonly keys: number | 'any';
  /** What it answers; anything else is a bug and throws. */
  readonly reply: z.ZodType<Reply>;
}

export type DefinedScript<Reply> = (
  keys: readonly string[],
  values?: readonly (string | number | Buffer)[],
) => Promise<Reply>;

/**
 * A Lua script as a function. It is sent by its digest, and whole when the server does not know it (any more).
 * It may run twice when the connection breaks: a repeat must give the first result.
 */
export function defineScript(
  redis: Redis | Cluster,
  definition: Omit<ScriptDefinition<unknown>, 'reply'>,
): DefinedScript<unknown>;
export function defineScript<Reply>(redis: Redis | Cluster, definition: ScriptDefinition<Reply>): DefinedScript<Reply>;
export function defineScript(
  redis: Redis | Cluster,
  { name, lua, keys: keyCount, reply }: Omit<ScriptDefinition<unknown>, 'reply'> & { reply?: z.ZodType<unknown> },
): DefinedScript<unknown> {
  const digest = createHash('sha1').update(lua).digest('hex');

  async function run(count: number, parameters: (string | number | Buffer)[]): Promise<unknown> {
    try {
      return await redis.evalsha(digest, count, ...parameters);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return redis.eval(lua, count, ...parameters);
    }
  }

  return async (keys, values = []) => {
    if (keyCount !== 'any' && keys.length !== keyCount)
      throw new RangeError(`the script ${name} takes ${keyCount} keys, and was given ${keys.length}`);
    const answer = await run(keys.length, [...keys, ...values]);
    if (reply === undefined) return answer;
    const parsed = reply.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new TypeError(`the script ${name} gave an answer that it should not`, { cause: parsed.error });
  };
}

/** The first word of an error reply is its code. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError' && error.message.startsWith('NOSCRIPT ');
}
