import { isId, type UserId } from '@rushgraph/contracts';
import { maySee } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import type { UserModel } from '../models.ts';

/** The account for its owner or an administrator; for everybody else it is as if it were not there. */
export async function showUser(id: string, { viewer, users }: Context): Promise<UserModel | null> {
  return isId(id) && maySee(viewer, id) ? users.load(id as UserId) : null;
}
