import type { UserId } from '@rushgraph/contracts';
import { defineWrite, given } from '@rushgraph/database/query';
import { refreshSession, refreshToken } from '../db/schema.ts';

/** A new family of refresh tokens. */
export const addSession = defineWrite(
  {
    id: given<string>(),
    userId: given<UserId>(),
    placeHash: given<string>(),
    createdAt: given<Date>(),
    expiresAt: given<Date>(),
  },
  (builder, values) => builder.insert(refreshSession).values(values),
);

/** A token that nobody has used yet. */
export const addToken = defineWrite(
  { tokenHash: given<string>(), sessionId: given<string>(), createdAt: given<Date>(), expiresAt: given<Date>() },
  (builder, values) => builder.insert(refreshToken).values(values),
);
