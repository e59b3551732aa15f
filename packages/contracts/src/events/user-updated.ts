import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { timestamp, userId, version } from './values.ts';

const schema = z.object({
  userId,
  version,
  email: z.string(),
  name: z.string(),
  createdAt: timestamp,
});
export type UserUpdated = z.infer<typeof schema>;

/** The public profile of an account at one version. */
export const userUpdated = defineEvent<UserUpdated>({
  type: 'commerce.user.updated.v1',
  schema,
  key: (data) => data.userId,
});
