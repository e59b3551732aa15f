import type { SubgraphError } from '../../fetch-subgraphs/subgraph-client.ts';
import { entitiesOf, type FetchShape } from '../compile/fetch-shape.ts';
import type { SubgraphTrace } from '../trace/subgraph-trace.ts';
import type { Raw } from '../values/raw.ts';

/** A fetch that a plan has come to. */
export interface Fetch {
  readonly shape: FetchShape;
  /** Variables by name, as JSON, without the representations. */
  readonly variables: Readonly<Record<string, string>>;
  readonly representations: readonly string[];
}

/** What one fetch got. */
export interface FetchPart {
  readonly data: Raw | null;
  /** In the order of the fetch's representations; undefined when there are none. */
  readonly entities: readonly unknown[] | undefined;
  /** With paths as the fetch alone would have them. What concerns all of an answer is the same object for all who are told of it. */
  readonly errors: readonly SubgraphError[];
  /** Told to the first of those that share an answer, as what concerns all of it is. */
  readonly trace: SubgraphTrace | undefined;
}

/** The part of an answer that belongs to one group. */
export interface GroupAnswer {
  readonly data?: Raw | null | undefined;
  readonly errors?: readonly SubgraphError[] | undefined;
}

/** Fetches that ask the same: of entities, perhaps of different ones, each asked for once. */
export interface Group {
  readonly shape: FetchShape;
  join(fetch: Fetch): Promise<FetchPart>;
  /** How many representations will be asked for. */
  asked(): number;
  /** Each variable as a member of a JSON object. */
  variables(prefix: string): string[];
  settle(answer: GroupAnswer, trace: SubgraphTrace | undefined): void;
  fail(reason: unknown): void;
}

interface Member {
  /** The place of each of its representations among those asked for. */
  readonly places: readonly number[];
  readonly resolve: (part: FetchPart) => void;
  readonly reject: (reason: unknown) => void;
}

/** Who is told what concerns all of an answer: the first fetch, or each, when they belong to different clients. */
export type ToldOfAll = 'first' | 'each';

export function createGroup({ shape, variables }: Pick<Fetch, 'shape' | 'variables'>, told: ToldOfAll): Group {
  const places = new Map<string, number>();
  const members: Member[] = [];

  function placeOf(representation: string): number {
    const known = places.get(representation);
    if (known !== undefined) return known;
    places.set(representation, places.size);
    return places.size - 1;
  }

  return {
    shape,
    join: ({ representations }) =>
      new Promise((resolve, reject) => {
        members.push({ places: representations.map(placeOf), resolve, reject });
      }),
    asked: () => places.size,
    variables(prefix) {
      const named = Object.entries(variables).map(([name, json]) => `"${prefix}${name}":${json}`);
      if (shape.represent !== undefined) named.push(`"${prefix}representations":[${[...places.keys()].join(',')}]`);
      return named;
    },
    settle({ data = null, errors = [] }, trace) {
      const parts = shape.represent === undefined ? fieldParts() : entityParts();
      for (const [index, { resolve }] of members.entries()) resolve(parts(index));

      function fieldParts() {
        shape.rewrite?.(data);
        return (index: number): FetchPart =>
          index === 0
            ? { data, entities: undefined, errors, trace }
            : { data, entities: undefined, errors: told === 'each' ? errors : [], trace: undefined };
      }

      function entityParts() {
        const entities = entitiesOf(data, places.size);
        if (shape.rewrite !== undefined) for (const entity of entities ?? []) shape.rewrite(entity);
        return (index: number) => {
          const isFirst = index === 0;
          const part: FetchPart = { data, entities, errors, trace: isFirst ? trace : undefined };
          return entityPart(members[index]?.places ?? [], part, isFirst || told === 'each');
        };
      }
    },
    fail(reason) {
      for (const { reject } of members) reject(reason);
    },
  };
}

function entityPart(places: readonly number[], answer: FetchPart, isToldOfAll: boolean): FetchPart {
  const { data, entities, errors, trace } = answer;
  const own = entities && places.map((place) => entities[place]);
  if (errors.length === 0) return { data, entities: own, errors, trace };
  const whole = isToldOfAll ? errors.filter(isOfAll) : [];
  // In the order of the fetch's own representations, as if it had asked alone.
  const mine = places.flatMap((asked, index) =>
    errors.filter((error) => placeOf(error) === asked).map((error) => moved(error, index)),
  );
  return { data, entities: own, errors: [...whole, ...mine], trace };
}

/** Which representation an error is about. */
function placeOf({ path: [root, place] = [] }: SubgraphError): number | undefined {
  return root === '_entities' && typeof place === 'number' ? place : undefined;
}

function isOfAll(error: SubgraphError): boolean {
  return placeOf(error) === undefined;
}

function moved(error: SubgraphError, index: number): SubgraphError {
  return { ...error, path: ['_entities', index, ...(error.path ?? []).slice(2)] };
}
