import { codedError, connectionFrom, parsePage } from '@rushgraph/service';
import type { QueryResolvers } from '../generated/graphql.ts';
import { foldText } from '../search-items/fold-text.ts';
import { positionOf } from '../search-items/hold-zones.ts';
import { itemCursors } from './item-cursors.ts';
import { loadPage } from './load-page.ts';

const MOST_SEARCHED = 100;

/** The catalogue, a page at a time, in any of its orders. */
export const listItems: NonNullable<QueryResolvers['items']> = async (_parent, args, { database }) => {
  const { field = 'CREATED_AT', direction = 'DESC' } = args.orderBy ?? {};
  const { nameContains, minPrice, maxPrice, inStock } = args.filter ?? {};
  if ((nameContains?.length ?? 0) > MOST_SEARCHED) {
    throw codedError('BAD_USER_INPUT', `"nameContains" must have at most ${MOST_SEARCHED} characters`);
  }
  const page = parsePage(args, itemCursors[field]);
  const items = await loadPage(database, {
    // Accents alone are folded to nothing: they are in every name.
    search: foldText(nameContains ?? '') || undefined,
    filter: { minPrice: minPrice ?? undefined, maxPrice: maxPrice ?? undefined, inStock: inStock ?? undefined },
    field,
    direction,
    limit: page.limit + 1,
    start: page.after,
  });
  return connectionFrom(items, page, (item) => positionOf(item, field));
};
