import { requireUser } from '@rushgraph/identity';
import type { QueryResolvers } from '../generated/graphql.ts';
import { holds, readPage } from './read-page.ts';

/**
 * The signed-in customer's own page: one read; what it lacks is composed. Null for an account that is gone; throws
 * UNAUTHENTICATED for everybody else.
 */
export const showMyPage: NonNullable<QueryResolvers['myPage']> = async (
  _parent,
  { after },
  { viewer, pages, composer, now },
) => {
  const user = requireUser(viewer);
  const orderId = after ?? undefined;
  const read = await readPage(pages, user.id, orderId);
  const { page, composed, uncounted } = await composer.fill(user, read.page);
  if (page === null) return null;
  const holdsAfter = orderId === undefined ? null : read.holdsAfter === true || holds(page, orderId);
  return { page, composed, uncounted, holdsAfter, askedAt: now() };
};
