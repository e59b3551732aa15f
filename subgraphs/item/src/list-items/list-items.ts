import { findItems, positionOf } from '@rushgraph/finding';
import { codedError, connectionFrom, parsePage } from '@rushgraph/service';
import type { QueryResolvers } from '../generated/graphql.ts';
import { itemCursors } from './item-cursors.ts';

/** Characters (code points), as the length of names is counted. */
const MAX_SEARCHED = 100;

/** The catalogue, a page at a time, in any of its orders. */
export const listItems: NonNullable<QueryResolvers['items']> = async (_parent, args, { database }, info) => {
  const { field = 'CREATED_AT', direction = 'DESC' } = args.orderBy ?? {};
  const { nameContains, minPrice, maxPrice, inStock } = args.filter ?? {};
  refuseSearch(nameContains ?? '');
  const page = parsePage(args, itemCursors[field], info);
  const items = await findItems(database, {
    nameContains: nameContains ?? undefined,
    filter: { minPrice: minPrice ?? undefined, maxPrice: maxPrice ?? undefined, inStock: inStock ?? undefined },
    field,
    direction,
    limit: page.limit + 1,
    after: page.after,
  });
  return connectionFrom(items, page, (item) => positionOf(item, field));
};

/** Measured before anything is made of it. */
function refuseSearch(text: string): void {
  if (text.length > 2 * MAX_SEARCHED || Array.from(text).length > MAX_SEARCHED) {
    throw codedError('BAD_USER_INPUT', `"nameContains" must have at most ${MAX_SEARCHED} characters`);
  }
  if (!text.isWellFormed()) throw codedError('BAD_USER_INPUT', '"nameContains" must be well-formed Unicode');
}
