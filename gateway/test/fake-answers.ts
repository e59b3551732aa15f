import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

type Make = (index: number) => unknown;
type Variables = Readonly<Record<string, unknown>>;

/** Rows in a list, by the field that has it. */
const LENGTHS: Readonly<Record<string, number>> = { nodes: 10, lines: 3 };
const IDS = 500;

/** Answers whatever a gateway asks with values of the right types, as fast as it can: what is measured is the gateway. */
export function createFakeAnswers(schema: GraphQLSchema): (query: string, variables: Variables) => unknown {
  const known = new Map<string, (variables: Variables) => unknown>();
  return (query, variables) => {
    let answer = known.get(query);
    if (answer === undefined) {
      answer = compile(parse(query, { noLocation: true }), schema);
      known.set(query, answer);
    }
    return answer(variables);
  };
}

function compile(document: DocumentNode, schema: GraphQLSchema): (variables: Variables) => unknown {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const root = schema.getQueryType();
  if (operation === undefined || root == null) throw new Error('The gateway asked something else than a query');
  const parts = fieldsOf(operation.selectionSet).map((field): readonly [string, (variables: Variables) => unknown] => {
    if (field.name.value === '_entities') return [keyOf(field), entities(field)];
    const make = value(root, field);
    return [keyOf(field), () => make(0)];
  });
  return (variables) => ({ data: Object.fromEntries(parts.map(([key, make]) => [key, make(variables)])) });

  function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
    return selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [one];
      const named = one.kind === Kind.FRAGMENT_SPREAD ? one.name.value : undefined;
      const fragment = document.definitions.find(
        (part) => part.kind === Kind.FRAGMENT_DEFINITION && part.name.value === named,
      );
      if (one.kind === Kind.INLINE_FRAGMENT) return fieldsOf(one.selectionSet);
      return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsOf(fragment.selectionSet) : [];
    });
  }

  /** Entities of one type, each by the id that it is asked by. */
  function entities({ selectionSet, arguments: given = [] }: FieldNode): (variables: Variables) => unknown {
    const fragment = selectionSet?.selections.find((one) => one.kind === Kind.INLINE_FRAGMENT);
    const type = schema.getType(fragment?.typeCondition?.name.value ?? '');
    const [representations] = given;
    if (selectionSet === undefined || !isObjectType(type) || representations?.value.kind !== Kind.VARIABLE)
      throw new Error('The gateway asked for entities of no type');
    const name = representations.value.name.value;
    const make = object(type, selectionSet);
    return (variables) => {
      const asked = variables[name];
      return Array.isArray(asked) ? asked.map((one) => make(Number(one.id) || 0)) : [];
    };
  }

  function object(type: GraphQLObjectType, selectionSet: SelectionSetNode): Make {
    const members = fieldsOf(selectionSet).map((field) => [keyOf(field), value(type, field)] as const);
    return (index) => {
      const made: Record<string, unknown> = {};
      for (const [key, make] of members) made[key] = make(index);
      return made;
    };
  }

  function value(parent: GraphQLObjectType, field: FieldNode): Make {
    const name = field.name.value;
    if (name === '__typename') return () => parent.name;
    const declared = parent.getFields()[name];
    if (declared === undefined) throw new Error(`${parent.name} has no field ${name}`);
    return typed(declared.type, name, field.selectionSet);
  }

  function typed(type: GraphQLOutputType, name: string, selectionSet: SelectionSetNode | undefined): Make {
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const make = typed(inner.ofType, name, selectionSet);
      const length = LENGTHS[name] ?? 2;
      return (index) => Array.from({ length }, (_, place) => make((index * length + place) % IDS));
    }
    if (isObjectType(inner) && selectionSet !== undefined) return object(inner, selectionSet);
    if (isEnumType(inner)) return () => inner.getValues()[0]?.name;
    if (name === 'id') return String;
    if (['Int', 'SafeInt'].includes(String(inner))) return (index) => index;
    return (index) => `${name} number ${index}`;
  }
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
