import { setTimeout as pause } from 'node:timers/promises';
import { describeChoice } from './describe-choice.ts';
import type { StockChoice, StockChoices, Strategy } from './stock-choices.ts';

interface SetOptions {
  readonly choices: StockChoices;
  readonly item: string | undefined;
  readonly strategy: Strategy;
  readonly waitSeconds: number;
  readonly say: (line: string) => void;
}

const LOOK_EVERY_MS = 500;
const SAY_EVERY_LOOKS = 10;

/** Chooses, and waits until the choice is in effect. */
export async function setStrategy(options: SetOptions): Promise<void> {
  const { choices, item, strategy, say } = options;
  const chosen = await choices.choose(strategy, item);
  if (chosen === null) throw new Error(`there is no item ${item}`);
  const present = chosen.next === null ? chosen : await waitForGates(options, chosen);
  say(describeChoice(present));
  if (present.strategy !== strategy) throw new Error('somebody has chosen otherwise meanwhile');
}

async function waitForGates(options: SetOptions, chosen: StockChoice): Promise<StockChoice> {
  const { choices, item, waitSeconds, say } = options;
  const until = performance.now() + waitSeconds * 1_000;
  let present = chosen;
  for (let look = 0; present.next !== null; look++) {
    const items = present.itemsInFlight === 1 ? '1 item' : `${present.itemsInFlight} items`;
    if (performance.now() >= until) {
      throw new Error(
        `what the gates of ${items} have decided has not landed after ${waitSeconds} s: does an item worker run? The change takes effect by itself when it has`,
      );
    }
    if (look % SAY_EVERY_LOOKS === 0) {
      say(`Waiting for windows to write what the gates of ${items} have decided; orders of these items wait too …`);
    }
    await pause(LOOK_EVERY_MS);
    present = await presentChoice(choices, item);
  }
  return present;
}

async function presentChoice(choices: StockChoices, item: string | undefined): Promise<StockChoice> {
  const present = (await choices.list()).find((one) => one.item?.id === item);
  if (present === undefined) throw new Error('the choice that was just made is not there');
  return present;
}
