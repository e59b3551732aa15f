import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { timestamp, userId } from './values.ts';

const schema = z.object({ userId, erasedAt: timestamp });
export type UserErased = z.infer<typeof schema>;

/** An account was deleted. Kept for ever, so that no rebuild brings its page back; it holds nothing personal. */
export const userErased = defineEvent<UserErased>({
  type: 'commerce.user.erased.v1',
  schema,
  key: (data) => data.userId,
});
