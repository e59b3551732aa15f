/** Fields of a level; each operation asks for another choice of them. */
const ITEM = ['name', 'price { amount currency }', 'stock', 'availability', 'createdAt'];
const ORDER = ['title', 'status', 'placedAt', 'settledAt', 'total { amount }'];
const USER = ['name', 'email', 'createdAt'];

/** The n-th of 2^13 different operations of the shop, each over several subgraphs. */
export function operationOf(n: number): string {
  const item = chosen(ITEM, n);
  const order = chosen(ORDER, n >> ITEM.length);
  const user = chosen(USER, n >> (ITEM.length + ORDER.length));
  return `query Nth($first: Int) { me { id ${user} orders(first: $first) { nodes { id ${order} lines { quantity item { id ${item} } } } } }
    items(first: $first) { nodes { id ${item} } } }`;
}

function chosen(fields: readonly string[], bits: number): string {
  return fields.filter((_, index) => (bits >> index) & 1).join(' ');
}
