import { parseId, type UserId } from '@rushgraph/contracts';
import { maySee } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import type { UserModel } from '../models.ts';

/** The account for its owner or an administrator; for everybody else it is as if it were not there. */
export async function showUser(id: string, { viewer, users }: Context): Promise<UserModel | null> {
  const userId = parseId<UserId>(id);
  return userId !== null && maySee(viewer, userId) ? users.load(userId) : null;
}
