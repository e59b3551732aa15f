import { type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';

/** Fields whose values are the same for every viewer, as `Type.field`: their subgraph says so by `@tag(name: "public")`. */
export type PublicFields = ReadonlySet<string>;

const TAG = 'public';

/** Reads them from a supergraph. */
export function publicFields(supergraph: DocumentNode): PublicFields {
  const found = new Set<string>();
  let type = '';
  visit(supergraph, {
    ObjectTypeDefinition: {
      enter({ name }) {
        type = name.value;
      },
    },
    FieldDefinition({ name, directives = [] }) {
      const isPublic = directives.some(
        (directive) =>
          directive.name.value === 'tag' &&
          directive.arguments?.some(({ value }) => value.kind === Kind.STRING && value.value === TAG),
      );
      if (isPublic) found.add(`${type}.${name.value}`);
      return false;
    },
    InterfaceTypeDefinition: () => false,
  });
  return found;
}

/**
 * Whether a fetch of entities asks for public fields alone. What cannot be told apart is not public: fields of interfaces, and fragments by
 * name.
 */
export function asksPublicAlone(
  document: DocumentNode,
  fields: PublicFields,
  typeOf: (field: string) => string,
): boolean {
  if (fields.size === 0) return false;
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION || document.definitions.length > 1) return false;
  return operation.selectionSet.selections.every(
    (root) => root.kind === Kind.FIELD && root.selectionSet !== undefined && areEntitiesPublic(root.selectionSet),
  );

  function areEntitiesPublic({ selections }: SelectionSetNode): boolean {
    return selections.every(
      (selection) =>
        (selection.kind === Kind.FIELD && selection.name.value === '__typename') ||
        (selection.kind === Kind.INLINE_FRAGMENT &&
          selection.typeCondition !== undefined &&
          arePublic(selection.selectionSet, selection.typeCondition.name.value)),
    );
  }

  function arePublic({ selections }: SelectionSetNode, type: string): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return arePublic(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      if (selection.name.value === '__typename') return true;
      const field = `${type}.${selection.name.value}`;
      return (
        fields.has(field) && (selection.selectionSet === undefined || arePublic(selection.selectionSet, typeOf(field)))
      );
    });
  }
}
