import { hashInput, type ItemId, parseId } from '@rushgraph/contracts';
import { idempotencyKeyInput } from '@rushgraph/service';
import { z } from 'zod';

const MAX_LINES = 50;
const MAX_QUANTITY = 1000;

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

const line = z.object({
  itemId: z.string().transform((text, context) => parseId<ItemId>(text) ?? refuse(context, 'is not the id of an item')),
  quantity: z.int().min(1, 'must be at least 1').max(MAX_QUANTITY, `must be at most ${MAX_QUANTITY}`),
});

/** What `placeOrder` accepts. */
export const placementInput = z.object({
  lines: z
    .array(line)
    .min(1, 'must have at least one line')
    .max(MAX_LINES, `must have at most ${MAX_LINES} lines`)
    .superRefine((lines, context) => {
      const seen = new Set<string>();
      for (const [index, { itemId }] of lines.entries()) {
        if (seen.has(itemId)) {
          context.addIssue({ code: 'custom', path: [index, 'itemId'], message: 'is in the order already' });
        }
        seen.add(itemId);
      }
    }),
  idempotencyKey: idempotencyKeyInput,
});
type PlacementInput = z.infer<typeof placementInput>;

/** What a repeated request must ask for again to be the same order: the same lines in the same sequence. */
export function hashPlacement({ lines }: PlacementInput): string {
  return hashInput(lines.map(({ itemId, quantity }) => [itemId, quantity]));
}
