import type { UserId } from '@rushgraph/contracts';
import { requireUser, type Viewer } from '@rushgraph/identity';

/** The signed-in customer's id; else answers UNAUTHENTICATED. */
export function customerOf(viewer: Viewer): UserId {
  return requireUser(viewer).id as UserId;
}

/** An order is its owner's business, and an administrator's. */
export function mayRead(viewer: Viewer, owner: UserId): boolean {
  return viewer.kind === 'user' && (viewer.id === owner || viewer.roles.includes('ADMIN'));
}
