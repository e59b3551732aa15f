import type { Sql } from '@rushgraph/database';
import { hashRefreshToken } from './refresh-token.ts';

/**
 * The one token of a request. Over plain HTTP another host of the domain can add a cookie of the same name: what is
 * unknown here is passed over; of two that are known nobody can say which is the customer's, and none is taken.
 */
export async function chooseToken(sql: Sql, tokens: readonly string[]): Promise<string | undefined> {
  if (tokens.length < 2) return tokens[0];
  const byHash = new Map(tokens.map((token) => [hashRefreshToken(token), token]));
  const hashes = [...byHash.keys()].filter((hash) => hash !== undefined);
  if (hashes.length === 0) return undefined;
  const known = await sql.rows<{ token_hash: string }>('SELECT token_hash FROM refresh_token WHERE token_hash IN (?)', [
    hashes,
  ]);
  const [first, ...others] = known;
  return first === undefined || others.length > 0 ? undefined : byHash.get(first.token_hash);
}
