import { type ItemId, isId } from '@rushgraph/contracts';
import { codedError, connectionFrom, parsePage } from '@rushgraph/service';
import type { QueryResolvers } from '../generated/graphql.ts';
import type { Item } from '../item.ts';
import { type ItemQuery, loadPage, type OrderField } from './load-page.ts';

const MOST_SEARCHED = 100;

/** The catalogue, a page at a time, in any of its orders. */
export const listItems: NonNullable<QueryResolvers['items']> = async (_parent, args, { database }) => {
  const { field = 'CREATED_AT', direction = 'DESC' } = args.orderBy ?? {};
  const { nameContains, minPrice, maxPrice, inStock } = args.filter ?? {};
  if ((nameContains?.length ?? 0) > MOST_SEARCHED) {
    throw codedError('BAD_USER_INPUT', `"nameContains" must have at most ${MOST_SEARCHED} characters`);
  }
  const page = parsePage(args, 3);
  const items = await loadPage(database, {
    filter: {
      nameContains: nameContains || undefined,
      minPrice: minPrice ?? undefined,
      maxPrice: maxPrice ?? undefined,
      inStock: inStock ?? undefined,
    },
    field,
    direction,
    limit: page.limit + 1,
    start: page.after && startOf(page.after, field),
  });
  return connectionFrom(items, page, (item) => [field, orderValue(item, field), item.id]);
};

function orderValue({ createdAt, name, price }: Item, field: OrderField): string {
  switch (field) {
    case 'CREATED_AT':
      return createdAt.toISOString();
    case 'NAME':
      return name;
    case 'PRICE':
      return String(price.amount);
  }
}

/** A cursor is good for the order in which it was made. */
function startOf([field, value = '', id = '']: readonly string[], wanted: OrderField): ItemQuery['start'] {
  const parsed = wanted === 'NAME' ? value : wanted === 'PRICE' ? Number(value) : new Date(value);
  const isWrong =
    parsed instanceof Date ? Number.isNaN(parsed.getTime()) : typeof parsed === 'number' && Number.isNaN(parsed);
  if (field !== wanted || isWrong || !isId(id))
    throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this order');
  return { value: parsed, id: id as ItemId };
}
