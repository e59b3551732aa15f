import { type Caller, connectCaller } from '../gateway/raw-caller.ts';

export interface Asked {
  /** Milliseconds of each answer. */
  readonly times: readonly number[];
  /** What was answered instead, in the client's eyes. */
  readonly failed: readonly string[];
}

export interface Asking {
  /** What was answered since the last taking. */
  take(): Asked;
  stop(): Promise<void>;
}

const CALLERS = 16;
/** One request of so many is for an operation that nobody has asked before. */
const NEW_ONE_IN = 50;

const PARTS = [
  'items(first: $first) { nodes { id name price { amount currency } } }',
  'item(id: $id) { id name stock availability }',
  'user(id: $id) { id name email }',
  'me { name orders(first: $first) { nodes { id status lines { quantity item { name } } } } }',
  'me { id coupons(first: $first) { nodes { id status campaign { name } } } }',
  'myPage { orderCount couponCount missing }',
];
/** What clients of a shop ask all the time: each part, and each two of them. */
const OPERATIONS = PARTS.flatMap((one, index) => [one, ...PARTS.slice(index + 1).map((other) => `${one} ${other}`)]);

function operation(request: number): string {
  const fields = OPERATIONS[request % OPERATIONS.length] ?? '';
  const isNew = request % NEW_ONE_IN === NEW_ONE_IN - 1;
  const selections = isNew ? `${fields} new${request}: item(id: $id) { name }` : fields;
  const variables = ['$id: ID!', '$first: Int!'].filter((one) => selections.includes(one.split(':')[0] ?? one));
  return `query ${variables.length > 0 ? `(${variables.join(', ')}) ` : ''}{ ${selections} }`;
}

/** Callers that ask without a pause; no two requests are alike. */
export async function askInALoop(url: string, tokens: readonly string[]): Promise<Asking> {
  const callers = await Promise.all(Array.from({ length: CALLERS }, () => connectCaller(url)));
  let asked: { times: number[]; failed: string[] } = { times: [], failed: [] };
  let requests = 0;
  let isOver = false;

  async function ask(caller: Caller): Promise<void> {
    const request = requests++;
    const variables = { id: String(request), first: 3 };
    const body = JSON.stringify({ query: operation(request), variables });
    const start = performance.now();
    const { status, text } = await caller.post(body, tokens[request % tokens.length]);
    if (status === 200 && !text.includes('"errors"')) asked.times.push(performance.now() - start);
    else asked.failed.push(`${status} ${text.slice(0, 300)}`);
  }

  async function askWithoutEnd(caller: Caller): Promise<void> {
    try {
      while (!isOver) await ask(caller);
    } catch (error) {
      // The connection is gone: who takes sees it.
      asked.failed.push(error instanceof Error ? error.message : String(error));
    }
  }

  const loops = callers.map(askWithoutEnd);
  return {
    take() {
      const taken = asked;
      asked = { times: [], failed: [] };
      return taken;
    },
    async stop() {
      isOver = true;
      await Promise.all(loops);
      for (const caller of callers) caller.close();
    },
  };
}
