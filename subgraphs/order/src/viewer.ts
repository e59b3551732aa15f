import type { UserId } from '@rushgraph/contracts';
import { requireUser, type Viewer } from '@rushgraph/identity';

/** The signed-in customer's id; else answers UNAUTHENTICATED. */
export function customerOf(viewer: Viewer): UserId {
  return requireUser(viewer).id as UserId;
}
