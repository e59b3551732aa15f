import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

type Make = (index: number) => unknown;

/** Rows in a list, by the field that has it. */
const LENGTHS: Readonly<Record<string, number>> = { nodes: 10, lines: 3 };

/** Answers whatever a gateway asks with values of the right types, as fast as it can: what is measured is the gateway. */
export function createFakeAnswers(
  schema: GraphQLSchema,
): (query: string, representations: readonly unknown[][]) => unknown {
  const known = new Map<string, (representations: readonly unknown[][]) => unknown>();

  function compile(query: string) {
    const operation = parse(query, { noLocation: true }).definitions.find(isOperation);
    const root = schema.getQueryType();
    if (operation === undefined || root == null) throw new Error('The gateway asked something else than a query');
    const parts = operation.selectionSet.selections
      .filter((one) => one.kind === Kind.FIELD)
      .map((field) => {
        const key = field.alias?.value ?? field.name.value;
        return field.name.value === '_entities' ? { key, entity: entity(field) } : { key, make: value(root, field) };
      });
    return (representations: readonly unknown[][]) => {
      const waiting = [...representations];
      const data: Record<string, unknown> = {};
      for (const { key, entity: one, make } of parts) {
        data[key] = one === undefined ? make?.(0) : (waiting.shift() ?? []).map((_, index) => one(index));
      }
      return { data };
    };
  }

  function entity({ selectionSet }: FieldNode): Make {
    const fragment = selectionSet?.selections.find((one) => one.kind === Kind.INLINE_FRAGMENT);
    const type = schema.getType(fragment?.typeCondition?.name.value ?? '');
    if (fragment === undefined || !isObjectType(type)) throw new Error('The gateway asked for entities of no type');
    return object(type, fragment.selectionSet);
  }

  function object(type: GraphQLObjectType, { selections }: SelectionSetNode): Make {
    const members = selections
      .filter((one) => one.kind === Kind.FIELD)
      .map((field) => {
        return [field.alias?.value ?? field.name.value, value(type, field)] as const;
      });
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
      return (index) => Array.from({ length }, (_, place) => make(index * length + place));
    }
    if (isObjectType(inner) && selectionSet !== undefined) return object(inner, selectionSet);
    if (isEnumType(inner)) return () => inner.getValues()[0]?.name;
    if (name === 'id') return (index) => String((index * 7) % 500);
    if (['Int', 'SafeInt'].includes(String(inner))) return (index) => index;
    return (index) => `${name} number ${index}`;
  }

  return (query, representations) => {
    let answer = known.get(query);
    if (answer === undefined) {
      answer = compile(query);
      known.set(query, answer);
    }
    return answer(representations);
  };
}

function isOperation(node: { readonly kind: string }): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}
