import type { ItemId, OrderId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { StockRequest } from '../decide/stock-keeper.ts';
import { ASK_SERVER, CANCEL, CLOSE, DECIDE, FORGET, GIVE_BACK, OPEN, READ } from './gate-scripts.ts';
import { whileRedisIsThere } from './gate-unavailable.ts';

/** An answer to one order: all of its lines or none. */
export type GateAnswer =
  | { readonly kind: 'RESERVED' }
  | { readonly kind: 'SOLD_OUT'; readonly itemIds: readonly ItemId[] }
  /** Nothing was decided: the gates of these items are shut, or lost; with none, those of another order of the call are. */
  | { readonly kind: 'CLOSED'; readonly itemIds: readonly ItemId[] };

export interface GateDecisions {
  /** One for each order, in order. */
  readonly answers: readonly GateAnswer[];
  /** The epochs that they hold for; undefined where there is no gate. */
  readonly epochs: ReadonlyMap<ItemId, number | undefined>;
}

export interface GateState {
  readonly quantity: number;
  readonly epoch: number | undefined;
  /** Opened by the server that answers, and not shut since. */
  readonly isOpen: boolean;
}

export interface GivenBack {
  readonly itemId: ItemId;
  readonly orderId: OrderId;
  /** Positive. */
  readonly quantity: number;
  /** Under which it was recorded: a gate of a later epoch has it already. */
  readonly epoch: number;
}

/** Decides in Redis who gets what. Every call is one script, and may be sent twice. GateUnavailable when Redis is away. */
export interface StockGate {
  /**
   * Decides orders in the order in which they come, or none of them while a gate that one of them needs is shut. An order
   * that is remembered gets its first answer.
   */
  decide(orders: readonly StockRequest[]): Promise<GateDecisions>;
  /**
   * These orders hold nothing and are not remembered, whatever was answered to them. Only for orders of which MySQL
   * records, at least in the caller's transaction, that they got nothing: otherwise a rival may be recording that they did.
   */
  cancel(orders: readonly StockRequest[]): Promise<void>;
  /**
   * These orders are recorded in MySQL, which answers for them from now on. They are remembered a little longer, for
   * rivals that have looked there just before.
   */
  forget(orderIds: readonly OrderId[]): Promise<void>;
  giveBack(things: readonly GivenBack[]): Promise<void>;
  /** False when the gate has seen this epoch or a later one, or its server was exchanged meanwhile. */
  open(itemId: ItemId, quantity: number, epoch: number): Promise<boolean>;
  /** Shuts the gate of this epoch. */
  close(itemId: ItemId, epoch: number): Promise<void>;
  read(itemIds: readonly ItemId[]): Promise<ReadonlyMap<ItemId, GateState>>;
}

/** One tag: every order may name any items, and one call must decide it on one node. */
const gateKey = (itemId: ItemId) => `{stock}:gate:${itemId}`;
const orderKey = (orderId: OrderId) => `{stock}:order:${orderId}`;
const givenKey = ({ orderId, itemId }: GivenBack) => `{stock}:given:${orderId}:${itemId}`;

/** Longer than any redelivery but those after a long failure, when what was forgotten shows as drift and is found again. */
const REMEMBER_MS = 60 * 60 * 1_000;
/** Longer than a rival takes from its look at MySQL to its question here. */
const RIVALS_MS = 10_000;
/** Longer than the driver keeps a command that it might send again. */
const GIVEN_MS = 10 * 60 * 1_000;

const decisions = z.tuple([z.array(z.string().regex(/^\d*$/)), z.array(z.string().regex(/^(R|C|[SC]\d+(,\d+)*)$/))]);
const states = z.array(
  z.tuple([z.string().regex(/^-?\d+$/), z.string().regex(/^\d*$/), z.enum(['0', '1'])]).transform(stateOf),
);

/** The gate on a connection of its own. */
export function createStockGate(redis: Redis): StockGate {
  const decide = defineScript(redis, { name: 'decide', lua: DECIDE, keys: 'any', reply: decisions });
  const cancel = defineScript(redis, { name: 'cancel', lua: CANCEL, keys: 'any' });
  const forget = defineScript(redis, { name: 'forget', lua: FORGET, keys: 'any' });
  const giveBack = defineScript(redis, { name: 'give back', lua: GIVE_BACK, keys: 'any' });
  const askServer = defineScript(redis, { name: 'ask server', lua: ASK_SERVER, keys: 1, reply: z.string() });
  const open = defineScript(redis, { name: 'open', lua: OPEN, keys: 1, reply: z.int() });
  const close = defineScript(redis, { name: 'close', lua: CLOSE, keys: 1 });
  const read = defineScript(redis, { name: 'read', lua: READ, keys: 'any', reply: states });

  return {
    async decide(orders) {
      if (orders.length === 0) return { answers: [], epochs: new Map() };
      const { itemIds, numberOf } = numberItems(orders.flatMap(({ lines }) => lines));
      const [epochs, answers] = await whileRedisIsThere(() =>
        decide(
          [...itemIds.map(gateKey), ...orders.map(({ orderId }) => orderKey(orderId))],
          [
            itemIds.length,
            REMEMBER_MS,
            ...orders.flatMap(({ lines }) => [
              lines.length,
              ...lines.flatMap(({ itemId, quantity }) => [numberOf(itemId), quantity]),
            ]),
          ],
        ),
      );
      return {
        answers: orders.map((order, index) => answerOf(order, answers[index] ?? '')),
        epochs: new Map(itemIds.map((itemId, index) => [itemId, epochOf(epochs[index] ?? '')])),
      };
    },
    async cancel(orders) {
      if (orders.length === 0) return;
      const { itemIds } = numberItems(orders.flatMap(({ lines }) => lines));
      const keys = [...itemIds.map(gateKey), ...orders.map(({ orderId }) => orderKey(orderId))];
      await whileRedisIsThere(() => cancel(keys, [itemIds.length]));
    },
    async forget(orderIds) {
      if (orderIds.length > 0) await whileRedisIsThere(() => forget(orderIds.map(orderKey), [RIVALS_MS]));
    },
    async giveBack(things) {
      if (things.length === 0) return;
      const { itemIds, numberOf } = numberItems(things);
      const keys = [...itemIds.map(gateKey), ...things.map(givenKey)];
      const values = things.flatMap(({ itemId, quantity, epoch }) => [numberOf(itemId), quantity, epoch]);
      await whileRedisIsThere(() => giveBack(keys, [itemIds.length, GIVEN_MS, ...values]));
    },
    async open(itemId, quantity, epoch) {
      const keys = [gateKey(itemId)];
      const server = await whileRedisIsThere(() => askServer(keys));
      return (await whileRedisIsThere(() => open(keys, [quantity, epoch, server]))) === 1;
    },
    async close(itemId, epoch) {
      await whileRedisIsThere(() => close([gateKey(itemId)], [epoch]));
    },
    async read(itemIds) {
      if (itemIds.length === 0) return new Map();
      const found = await whileRedisIsThere(() => read(itemIds.map(gateKey), [itemIds.length]));
      return new Map(
        itemIds.map((itemId, index) => [itemId, found[index] ?? { quantity: 0, epoch: undefined, isOpen: false }]),
      );
    },
  };
}

/** Lua counts from one. */
function numberItems(lines: readonly { readonly itemId: ItemId }[]) {
  const numbers = new Map<ItemId, number>();
  for (const { itemId } of lines) if (!numbers.has(itemId)) numbers.set(itemId, numbers.size + 1);
  return { itemIds: [...numbers.keys()], numberOf: (itemId: ItemId) => numbers.get(itemId) ?? 0 };
}

function answerOf({ lines }: StockRequest, answer: string): GateAnswer {
  if (answer === 'R') return { kind: 'RESERVED' };
  const kind = answer.startsWith('S') ? 'SOLD_OUT' : 'CLOSED';
  const numbers = answer.slice(1).split(',').map(Number);
  return { kind, itemIds: lines.filter((_, index) => numbers.includes(index + 1)).map(({ itemId }) => itemId) };
}

function stateOf([quantity, epoch, open]: readonly [string, string, '0' | '1']): GateState {
  return { quantity: Number(quantity), epoch: epochOf(epoch), isOpen: open === '1' };
}

function epochOf(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
