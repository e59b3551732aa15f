import { requireUser } from '@rushgraph/identity';
import { emptyDocument } from '../fold-my-page/fold-my-page.ts';
import type { QueryResolvers } from '../generated/graphql.ts';

/** The signed-in customer's own page: one read. Null for an account that is gone; throws UNAUTHENTICATED for everybody else. */
export const showMyPage: NonNullable<QueryResolvers['myPage']> = async (_parent, _args, { viewer, pages, now }) => {
  const { id } = requireUser(viewer);
  const page = (await pages.load(id)) ?? emptyDocument(id);
  return page.isErased ? null : { page, askedAt: now() };
};
