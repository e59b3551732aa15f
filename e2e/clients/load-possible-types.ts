const query = '{ __schema { types { kind name possibleTypes { name } } } }';

interface Introspected {
  readonly data: {
    readonly __schema: {
      readonly types: readonly { kind: string; name: string; possibleTypes: readonly { name: string }[] | null }[];
    };
  };
}

/** Asks a gateway that allows introspection; a build keeps the result in a file. */
export async function loadPossibleTypes(url: string): Promise<Record<string, string[]>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data }: Introspected = await response.json();
  return Object.fromEntries(
    data.__schema.types.flatMap(({ name, possibleTypes }) =>
      possibleTypes === null ? [] : [[name, possibleTypes.map((type) => type.name)]],
    ),
  );
}
