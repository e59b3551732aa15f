import { Kind, parse } from 'graphql';

/**
 * Root fields that several subgraphs answer in parts, such as `Query.me`. When one of those subgraphs is away only its
 * part is missing, so the error belongs to the fields below.
 */
export function sharedRootFields(supergraphSdl: string): ReadonlySet<string> {
  const shared = new Set<string>();
  for (const definition of parse(supergraphSdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== 'Query') continue;
    for (const { name, directives = [] } of definition.fields ?? []) {
      if (directives.filter((directive) => directive.name.value === 'join__field').length > 1) shared.add(name.value);
    }
  }
  return shared;
}
