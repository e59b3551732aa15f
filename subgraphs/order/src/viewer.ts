import { parseId, type UserId } from '@rushgraph/contracts';
import { requireUser, type UserViewer, type Viewer } from '@rushgraph/identity';

/** The signed-in customer's id; else answers UNAUTHENTICATED. */
export function customerOf(viewer: Viewer): UserId {
  return userIdOf(requireUser(viewer));
}

/** The gateway signs no other ids than those of users. */
export function userIdOf(viewer: UserViewer): UserId {
  const id = parseId<UserId>(viewer.id);
  if (id === null) throw new Error('The signed viewer has an invalid id');
  return id;
}
