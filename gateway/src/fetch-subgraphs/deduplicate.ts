export interface SubgraphError {
  readonly message: string;
  readonly path?: (string | number)[];
}

export interface Deduplicated {
  readonly variables: Record<string, unknown>;
  /** Gives each asked representation its entity: copies, because the gateway merges into what it gets. */
  spread(data: Record<string, unknown> | null): Record<string, unknown> | null;
  /** Gives each asked representation the errors of its entity. */
  spreadErrors<E extends SubgraphError>(errors: E[]): E[];
}

/** Asks for each entity of a fetch once, however often the answer needs it: 100 order lines of 3 items ask for 3 items. */
export function deduplicateRepresentations(variables: Record<string, unknown>): Deduplicated {
  const asIs: Deduplicated = { variables, spread: (data) => data, spreadErrors: (errors) => errors };
  const { representations } = variables;
  if (!Array.isArray(representations)) return asIs;
  const places = new Map<string, number>();
  const unique: unknown[] = [];
  const placeOf = representations.map((representation) => {
    const key = JSON.stringify(representation);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, unique.length);
    return unique.push(representation) - 1;
  });
  if (unique.length === representations.length) return asIs;
  return {
    variables: { ...variables, representations: unique },
    spread: (data) => (Array.isArray(data?._entities) ? { ...data, _entities: copies(data._entities, placeOf) } : data),
    spreadErrors: (errors) =>
      errors.flatMap((error) => {
        const [root, place, ...rest] = error.path ?? [];
        if (root !== '_entities' || typeof place !== 'number') return [error];
        return placeOf.flatMap((other, index) => (other === place ? [{ ...error, path: [root, index, ...rest] }] : []));
      }),
  };
}

/** The entity at each place; the first use of one takes it as it is, every other a copy. */
function copies(entities: readonly unknown[], placeOf: readonly number[]): unknown[] {
  const used = new Set<number>();
  return placeOf.map((place) => {
    if (used.has(place)) return structuredClone(entities[place]);
    used.add(place);
    return entities[place];
  });
}
