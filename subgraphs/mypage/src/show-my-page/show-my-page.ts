import { requireUser } from '@rushgraph/identity';
import type { QueryResolvers } from '../generated/graphql.ts';

/** The signed-in customer's own page: one read. Throws UNAUTHENTICATED for everybody else. */
export const showMyPage: NonNullable<QueryResolvers['myPage']> = async (_parent, _args, { viewer, pages, now }) => {
  const { id } = requireUser(viewer);
  return { ownerId: id, document: await pages.load(id), askedAt: now() };
};
