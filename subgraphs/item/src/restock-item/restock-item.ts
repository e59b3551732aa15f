import { hashInput, type ItemId, parseId } from '@rushgraph/contracts';
import { once } from '@rushgraph/database';
import { requireAdmin } from '@rushgraph/identity';
import { idempotencyKeyInput, validateInput } from '@rushgraph/service';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { loadItems } from '../db/item-rows.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { MAX_STOCK } from '../item-input.ts';
import { itemNotFound } from '../item-problems.ts';
import { moveStockBy, stockMove } from './move-stock-by.ts';

const restock = z.object({
  itemId: z.string(),
  quantity: z
    .int()
    .min(-MAX_STOCK, `must be at least −${MAX_STOCK}`)
    .max(MAX_STOCK, `must be at most ${MAX_STOCK}`)
    .refine((quantity) => quantity !== 0, 'must not be 0'),
  idempotencyKey: idempotencyKeyInput,
});

/** Adds to the stock, or takes from it what is there; the same key is the same restock. */
export const restockItem: NonNullable<MutationResolvers['restockItem']> = async (_parent, { input }, context) => {
  const admin = requireAdmin(context.viewer);
  const checked = validateInput(restock, input);
  if (!checked.ok) return checked.problem;
  const { itemId, quantity, idempotencyKey: key } = checked.value;
  const id = parseId<ItemId>(itemId);
  if (id === null) return itemNotFound;
  const now = context.now();
  const { defaultStrategy, reopen } = context.stock;
  const done = await context.database.transaction(async (tx) => {
    await tx.run('SAVEPOINT before_restock');
    const answer = await once(
      tx,
      { scope: 'restockItem', actor: admin.id, key, inputHash: hashInput({ itemId, quantity }), now },
      stockMove.parse,
      () => moveStockBy(tx, { itemId: id, quantity, reference: `${admin.id}:${key}`, defaultStrategy, now }),
    );
    // A refusal did nothing, so it must not use the key up: there may be enough in a moment.
    if (answer.kind === 'done' && answer.result.kind !== 'moved') await tx.run('ROLLBACK TO SAVEPOINT before_restock');
    return answer;
  });
  if (done.kind === 'reused') {
    return {
      __typename: 'IdempotencyKeyReusedProblem',
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: 'This key belongs to another restock.',
    };
  }
  switch (done.result.kind) {
    case 'moved':
      await reopen(id);
      return { __typename: 'RestockItemSuccess', item: await presentItem(id, context) };
    case 'not-found':
      return itemNotFound;
    case 'full':
      return inputTooMuch;
    case 'insufficient': {
      const { available } = done.result;
      return {
        __typename: 'InsufficientStockProblem',
        code: 'INSUFFICIENT_STOCK',
        message: `Only ${available} are left.`,
        available,
      };
    }
  }
};

const inputTooMuch = {
  __typename: 'InvalidInputProblem',
  code: 'INVALID_INPUT',
  message: `An item can have at most ${MAX_STOCK} pieces.`,
  fields: [{ path: 'quantity', message: `would make more than ${MAX_STOCK}` }],
} as const;

async function presentItem(id: ItemId, { database }: Context) {
  const item = (await loadItems(database, [id])).get(id);
  if (item === undefined) throw new Error('An item that was just restocked is missing');
  return item;
}
