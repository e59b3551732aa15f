import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { GraphClient } from '../shop/graph-client.ts';

export const strategies = ['MERGE', 'LOCK', 'WINDOW'] as const;
export type Strategy = (typeof strategies)[number];

const choice = z.object({
  /** Null: all items without a choice of their own. */
  item: z.object({ id: z.string(), name: z.string() }).nullable(),
  strategy: z.enum(strategies),
  /** What it is being changed to. */
  next: z.enum(strategies).nullable(),
  /** Items whose gates have decided something that is not in the stock yet. */
  itemsInFlight: z.int(),
});
export type StockChoice = z.infer<typeof choice>;

const choices = z.object({ stockStrategies: z.array(choice) });
const chosen = z.object({ result: z.union([z.object({ choice }), z.object({ code: z.literal('ITEM_NOT_FOUND') })]) });

/** How stock is kept, as the item service tells an administrator. */
export interface StockChoices {
  /** That for all items first. */
  list(): Promise<readonly StockChoice[]>;
  /** Chooses for an item, or for all without a choice of their own; null when there is no such item. */
  choose(strategy: Strategy, itemId: string | undefined): Promise<StockChoice | null>;
}

export function createStockChoices(client: GraphClient, token: string): StockChoices {
  return {
    async list() {
      const { stockStrategies } = await client.execute(choices, readOperation('show-stock-choices'), {}, token);
      return stockStrategies;
    },
    async choose(strategy, itemId) {
      const input = { strategy, itemId };
      const { result } = await client.execute(chosen, readOperation('choose-stock-strategy'), { input }, token);
      return 'choice' in result ? result.choice : null;
    },
  };
}

/** A file of its own, so that it can be stored for a gateway that runs stored operations only. */
function readOperation(name: string): string {
  return readFileSync(new URL(`operations/${name}.graphql`, import.meta.url), 'utf8');
}
