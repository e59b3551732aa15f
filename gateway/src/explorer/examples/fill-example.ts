import type { Example } from './example.ts';

export interface FillDeps {
  /** The data of a query of the shop; null when it cannot be had. */
  readonly ask: (query: string) => Promise<unknown>;
  /** A text that nobody has used. */
  readonly unique: () => string;
}

export interface FilledExample {
  readonly query: string;
  /** As JSON, for the editor. */
  readonly variables: string;
  /** Names that the shop had nothing for: they are still in the variables, as `<name>`. */
  readonly missing: readonly string[];
}

/**
 * Puts into an example's variables what only a running shop knows, such as the id of an item.
 *
 * This function runs in the browser, too. Its text is put into the page, so it uses nothing from outside itself.
 */
export async function fillExample(example: Example, { ask, unique }: FillDeps): Promise<FilledExample> {
  const { query, variables = {}, find = {} } = example;
  const found = new Map<string, string>();

  function member(value: unknown, key: string | number | object): unknown {
    if (value === null || value === undefined) return undefined;
    if (typeof key !== 'object') return Reflect.get(Object(value), key);
    const wanted = Object.entries(key);
    const isLike = (element: object) => wanted.every(([name, one]) => Reflect.get(element, name) === one);
    return Array.isArray(value) ? value.find(isLike) : undefined;
  }

  for (const [name, { query: question, at }] of Object.entries(find)) {
    const value = at.reduce(member, await ask(question));
    if (typeof value === 'string') found.set(name, value);
  }
  const missing = Object.keys(find).filter((name) => !found.has(name));
  const text = JSON.stringify(variables, null, 2).replace(/<(\w+)>/g, (mark, name) =>
    name === 'unique' ? unique() : (found.get(name) ?? mark),
  );
  return { query, variables: text, missing };
}
