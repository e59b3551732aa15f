import type { Database } from '@rushgraph/database';
import { listChoices } from '@rushgraph/item/keep-stock/choose/list-choices';
import { type Strategy, strategies } from '@rushgraph/item/keep-stock/decide/strategies';
import { describeChoice } from './describe-choice.ts';
import { setStrategy } from './set-strategy.ts';

export interface StockStrategyOptions {
  /** Of the item service. */
  readonly database: Database;
  readonly item: string | undefined;
  readonly waitSeconds: number;
  /** What the item service begins with; counts only when it has not run yet. */
  readonly defaultStrategy: string;
  /** Prints a line, at once. */
  readonly say: (line: string) => void;
}

/** Does what the words of the command line say. Throws what the operator must know. */
export async function handleStockStrategy(words: readonly string[], options: StockStrategyOptions): Promise<void> {
  const { database, item, waitSeconds, say } = options;
  const [verb = 'show', strategy, ...more] = words;
  const defaultStrategy = strategyOf(options.defaultStrategy, 'STOCK_STRATEGY');
  if (more.length > 0) throw new Error(`"${more.join(' ')}" is too much; see --help`);
  if (!(waitSeconds >= 0)) throw new Error('--wait must be a number of seconds');
  switch (verb) {
    case 'show': {
      if (strategy !== undefined || item !== undefined) throw new Error('show takes nothing more; see --help');
      const choices = await listChoices(database);
      if (choices.length === 0) say(`Nothing was chosen yet: the item service will begin with ${defaultStrategy}.`);
      for (const choice of choices) say(describeChoice(choice));
      return;
    }
    case 'set':
      if (strategy === undefined) throw new Error(`say which one: set ${strategies.join('|')}`);
      return setStrategy({
        database,
        item,
        strategy: strategyOf(strategy, 'the strategy'),
        defaultStrategy,
        waitSeconds,
        say,
      });
    default:
      throw new Error(`"${verb}" is not one of show, set`);
  }
}

function strategyOf(text: string, what: string): Strategy {
  const found = strategies.find((one) => one === text);
  if (found === undefined) throw new Error(`${what} must be one of ${strategies.join(', ')}, not "${text}"`);
  return found;
}
