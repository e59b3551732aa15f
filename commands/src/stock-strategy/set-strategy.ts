import { setTimeout as pause } from 'node:timers/promises';
import { type ItemId, isId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { changeStrategy, loadInFlight, type Scope } from '@rushgraph/item/keep-stock/choose/change-strategy';
import { listChoices } from '@rushgraph/item/keep-stock/choose/list-choices';
import { ALL_ITEMS, type Strategy } from '@rushgraph/item/keep-stock/decide/strategies';
import { describeChoice } from './describe-choice.ts';

interface SetOptions {
  readonly database: Database;
  readonly item: string | undefined;
  readonly strategy: Strategy;
  readonly defaultStrategy: Strategy;
  readonly waitSeconds: number;
  readonly say: (line: string) => void;
}

const LOOK_EVERY_MS = 500;
const SAY_EVERY_LOOKS = 10;

/** Chooses, and waits until the choice is in effect. */
export async function setStrategy(options: SetOptions): Promise<void> {
  const { database, item, strategy, defaultStrategy, waitSeconds, say } = options;
  const scope = item === undefined ? ALL_ITEMS : await findItem(database, item);
  const { next } = await changeStrategy(database, { scope, strategy, defaultStrategy, now: new Date() });
  if (next !== null) await waitForGates(database, scope, waitSeconds, say);
  const chosen = await loadChoice(database, scope);
  say(describeChoice(chosen));
  if (chosen.strategy !== strategy) throw new Error('somebody has chosen otherwise meanwhile');
}

async function waitForGates(database: Database, scope: Scope, seconds: number, say: SetOptions['say']): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  for (let look = 0; (await loadChoice(database, scope)).next !== null; look++) {
    const { length } = await loadInFlight(database, scope);
    const items = length === 1 ? '1 item' : `${length} items`;
    if (performance.now() >= until) {
      throw new Error(
        `what the gates of ${items} have decided has not landed after ${seconds} s: does an item worker run? The change takes effect by itself when it has`,
      );
    }
    if (look % SAY_EVERY_LOOKS === 0) {
      say(`Waiting for windows to write what the gates of ${items} have decided; orders of these items wait too …`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function findItem(database: Database, text: string): Promise<ItemId> {
  const id = text as ItemId;
  const found = isId(text) ? await database.rows('SELECT 1 FROM item WHERE id = ?', [id]) : [];
  if (found.length === 0) throw new Error(`there is no item ${text}`);
  return id;
}

async function loadChoice(database: Database, scope: Scope) {
  const choice = (await listChoices(database)).find((one) => one.scope === scope);
  if (choice === undefined) throw new Error('the choice that was just made is not there');
  return choice;
}
