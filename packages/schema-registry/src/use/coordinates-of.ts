import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * What a valid document uses of a schema, as schema coordinates: fields (`User.name`), arguments (`Query.items(first:)`),
 * directives (`@include`), types that it names (`User`), and of inputs and enums the members that it writes
 * (`ItemFilter.inStock`, `SortDirection.ASC`) or, where a variable or an answer may hold any of them, all (`ItemFilter.*`).
 */
export function coordinatesOf(schema: GraphQLSchema, document: DocumentNode): readonly string[] {
  const found = new Set<string>();
  const types = new TypeInfo(schema);
  const inputType = () => getNamedType(types.getInputType() ?? undefined)?.name;

  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType()?.name;
        if (parent === undefined || parent.startsWith('__') || name.value.startsWith('__')) return;
        found.add(`${parent}.${name.value}`);
        addAll(getNamedType(types.getType() ?? undefined), found);
      },
      Argument({ name }) {
        const directive = types.getDirective()?.name;
        const owner = directive === undefined ? fieldOf(types) : `@${directive}`;
        if (owner !== undefined) found.add(`${owner}(${name.value}:)`);
      },
      Directive({ name }) {
        found.add(`@${name.value}`);
      },
      InlineFragment({ typeCondition }) {
        if (typeCondition !== undefined) found.add(typeCondition.name.value);
      },
      FragmentDefinition({ typeCondition }) {
        found.add(typeCondition.name.value);
      },
      VariableDefinition({ type }) {
        addAll(getNamedType(typeFromAST(schema, type)), found);
      },
      ObjectValue() {
        const type = inputType();
        if (type !== undefined) found.add(type);
      },
      ObjectField({ name }) {
        const type = getNamedType(types.getParentInputType() ?? undefined)?.name;
        if (type !== undefined) found.add(`${type}.${name.value}`);
      },
      EnumValue({ value }) {
        const type = inputType();
        if (type !== undefined) found.add(type).add(`${type}.${value}`);
      },
    }),
  );
  return [...found].sort();
}

function fieldOf(types: TypeInfo): string | undefined {
  const parent = types.getParentType();
  const field = types.getFieldDef();
  return parent == null || field == null ? undefined : `${parent.name}.${field.name}`;
}

/** Whatever a value of an enum or an input can hold; of another type nothing. */
function addAll(type: GraphQLNamedType | undefined, found: Set<string>): void {
  if (!(isEnumType(type) || isInputObjectType(type)) || found.has(`${type.name}.*`)) return;
  found.add(type.name).add(`${type.name}.*`);
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields())) addAll(getNamedType(field.type), found);
}
