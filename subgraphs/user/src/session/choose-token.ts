import type { Sql } from '@rushgraph/database';
import { defineQuery, given, isIn } from '@rushgraph/database/query';
import { refreshToken as table } from '../db/schema.ts';
import { hashRefreshToken } from './refresh-token.ts';

const findHashes = defineQuery({ hashes: given<readonly string[]>() }, (builder, { hashes }) =>
  builder.select({ hash: table.tokenHash }).from(table).where(isIn(table.tokenHash, hashes)),
);

/**
 * The one token of a request. Over plain HTTP another host of the domain can add a cookie of the same name: what is
 * unknown here is passed over; of two that are known nobody can say which is the customer's, and none is taken.
 */
export async function chooseToken(sql: Sql, tokens: readonly string[]): Promise<string | undefined> {
  if (tokens.length < 2) return tokens[0];
  const byHash = new Map(tokens.map((token) => [hashRefreshToken(token), token]));
  const hashes = [...byHash.keys()].filter((hash) => hash !== undefined);
  if (hashes.length === 0) return undefined;
  const known = await findHashes(sql, { hashes });
  const [first, ...others] = known;
  return first === undefined || others.length > 0 ? undefined : byHash.get(first.hash);
}
