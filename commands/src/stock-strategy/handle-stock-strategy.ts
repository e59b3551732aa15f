import { describeChoice } from './describe-choice.ts';
import { setStrategy } from './set-strategy.ts';
import { type StockChoices, type Strategy, strategies } from './stock-choices.ts';

/** What the words of the command line ask for. */
export type StockStrategyRequest =
  | { readonly verb: 'show' }
  | {
      readonly verb: 'set';
      readonly strategy: Strategy;
      readonly item: string | undefined;
      readonly waitSeconds: number;
    };

const NAMES = strategies.map((name) => name.toLowerCase());
/** Below the life of an access token. */
const MAX_WAIT_SECONDS = 600;

/** Reads the words of the command line. Throws what the operator must know. */
export function readRequest(
  words: readonly string[],
  { item, wait = '120' }: { readonly item?: string | undefined; readonly wait?: string | undefined },
): StockStrategyRequest {
  const [verb = 'show', strategy, ...more] = words;
  const waitSeconds = Number(wait);
  if (more.length > 0) throw new Error(`"${more.join(' ')}" is too much; see --help`);
  if (!(waitSeconds >= 0 && waitSeconds <= MAX_WAIT_SECONDS))
    throw new Error(`--wait must be a number of seconds, at most ${MAX_WAIT_SECONDS}`);
  switch (verb) {
    case 'show':
      if (strategy !== undefined || item !== undefined) throw new Error('show takes nothing more; see --help');
      return { verb };
    case 'set':
      if (strategy === undefined) throw new Error(`say which one: set ${NAMES.join('|')}`);
      return { verb, strategy: strategyOf(strategy), item, waitSeconds };
    default:
      throw new Error(`"${verb}" is not one of show, set`);
  }
}

/** Does what was asked for; `say` prints a line, at once. Throws what the operator must know. */
export async function handleStockStrategy(
  request: StockStrategyRequest,
  choices: StockChoices,
  say: (line: string) => void,
): Promise<void> {
  if (request.verb === 'set') return setStrategy({ ...request, choices, say });
  for (const choice of await choices.list()) say(describeChoice(choice));
}

function strategyOf(text: string): Strategy {
  const found = strategies.find((name) => name.toLowerCase() === text);
  if (found === undefined) throw new Error(`the strategy must be one of ${NAMES.join(', ')}, not "${text}"`);
  return found;
}
