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
function startOf([field, text = '', id = '']: readonly string[], wanted: OrderField): ItemQuery['start'] {
  const value = field === wanted ? parseValue(text, wanted) : undefined;
  if (value === undefined || !isId(id)) throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this order');
  return { value, id: id as ItemId };
}

/** Years that a DATETIME column can hold. */
const STORABLE_YEAR = /^[1-9]\d{3}-/;

/** What `orderValue` made this text of; undefined when it cannot have made it, as of a forged cursor. */
function parseValue(text: string, field: OrderField): string | number | Date | undefined {
  switch (field) {
    case 'NAME':
      return text;
    case 'PRICE': {
      const amount = Number(text);
      return Number.isSafeInteger(amount) && String(amount) === text ? amount : undefined;
    }
    case 'CREATED_AT': {
      const at = new Date(text);
      const isExact = STORABLE_YEAR.test(text) && !Number.isNaN(at.getTime()) && at.toISOString() === text;
      return isExact ? at : undefined;
    }
  }
}
