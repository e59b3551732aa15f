import { parseId, type UserId } from '@rushgraph/contracts';
import type { Viewer } from '@rushgraph/identity';

/** A customer to a subgraph that keeps nothing of the account but its id. */
export interface Customer {
  readonly id: UserId;
}

/** The signed-in customer, for `Query.me`; null for everybody else. */
export function signedInCustomer(viewer: Viewer): Customer | null {
  return viewer.kind === 'user' ? { id: viewer.id } : null;
}

/**
 * The customer that another subgraph refers to; whether there is an account is for its owner to say. Awaited: the
 * executor of a subgraph takes references as promises.
 */
export async function referredCustomer({ id: text }: { readonly id: string }): Promise<Customer | null> {
  const id = parseId<UserId>(text);
  return id === null ? null : { id };
}
