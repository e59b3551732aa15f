import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';

/**
 * Root fields that several subgraphs answer in parts, such as `Query.me`. When one of those subgraphs is away only its
 * part is missing, so the error belongs to the fields below.
 */
export function sharedRootFields(supergraph: DocumentNode): ReadonlySet<string> {
  const shared = new Set<string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== 'Query') continue;
    const subgraphs = count(definition.directives, 'join__type');
    for (const { name, directives } of definition.fields ?? []) {
      // A field of every subgraph that has the type is not marked at all.
      const places = count(directives, 'join__field') || subgraphs;
      if (places > 1) shared.add(name.value);
    }
  }
  return shared;
}

function count(directives: readonly ConstDirectiveNode[] | undefined, name: string): number {
  return (directives ?? []).filter((directive) => directive.name.value === name).length;
}
