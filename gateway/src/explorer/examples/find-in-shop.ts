import type { Finding } from './example.ts';

/** An item that can be ordered. */
export const anItem: Finding = {
  query: '{ items(first: 1, filter: { inStock: true }) { nodes { id } } }',
  at: ['items', 'nodes', 0, 'id'],
};

/** A campaign that is open. */
export const campaignOf = (mode: 'DIRECT' | 'QUEUED'): Finding => ({
  query: '{ campaigns(first: 20, state: OPEN) { nodes { id mode } } }',
  at: ['campaigns', 'nodes', { mode }, 'id'],
});

/** The newest order of who asks that is like this. */
export const orderThat = (like: Readonly<Record<string, string>>): Finding => ({
  query: '{ me { orders(first: 20) { nodes { id status } } } }',
  at: ['me', 'orders', 'nodes', like, 'id'],
});
