export interface Deduplicated {
  readonly variables: Record<string, unknown>;
  /** Gives each asked representation its entity: copies, because the gateway merges into what it gets. */
  spread(data: Record<string, unknown> | null): Record<string, unknown> | null;
}

/** Asks for each entity of a fetch once, however often the answer needs it: 100 order lines of 3 items ask for 3 items. */
export function deduplicateRepresentations(variables: Record<string, unknown>): Deduplicated {
  const { representations } = variables;
  if (!Array.isArray(representations)) return { variables, spread: (data) => data };
  const places = new Map<string, number>();
  const unique: unknown[] = [];
  const placeOf = representations.map((representation) => {
    const key = JSON.stringify(representation);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, unique.length);
    return unique.push(representation) - 1;
  });
  if (unique.length === representations.length) return { variables, spread: (data) => data };
  return {
    variables: { ...variables, representations: unique },
    spread(data) {
      const entities = data?._entities;
      if (!Array.isArray(entities)) return data;
      const used = new Set<number>();
      return {
        ...data,
        _entities: placeOf.map((place) => {
          if (used.has(place)) return structuredClone(entities[place]);
          used.add(place);
          return entities[place];
        }),
      };
    },
  };
}
