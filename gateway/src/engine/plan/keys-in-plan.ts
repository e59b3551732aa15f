import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Names of fields that some field requires with arguments of its own (`@requires(fields: "price(in: \"USD\")")`). The planner
 * takes what is required and what the client asks for one field when both have its plain name, whatever the arguments.
 */
export type RequiredWithArguments = ReadonlySet<string>;

/** Reads them from a supergraph. */
export function requiredWithArguments(supergraph: DocumentNode): RequiredWithArguments {
  const names = new Set<string>();
  visit(supergraph, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'join__field') return false;
      for (const { name: argument, value } of given) {
        if (argument.value === 'requires' && value.kind === Kind.STRING) collect(value.value);
      }
      return false;
    },
  });
  return names;

  function collect(selections: string): void {
    visit(parse(`{ ${selections} }`), {
      Field(node) {
        if (node.arguments !== undefined && node.arguments.length > 0) names.add(node.name.value);
      },
    });
  }
}

const PREFIX = 'rushgraph_asked_';

/** The key that a field has in plans, which is the client's but for fields that are required as well. */
export function keyInPlan({ alias, name }: FieldNode, required: RequiredWithArguments): string {
  const key = alias?.value ?? name.value;
  return key === name.value && required.has(key) ? `${PREFIX}${key}` : key;
}

/** What the client calls a key of a plan. */
export function clientKey(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

/** The document as it is planned: below its roots, fields have their keys of plans. */
export function withKeysOfPlan(
  document: DocumentNode,
  schema: GraphQLSchema,
  required: RequiredWithArguments,
): DocumentNode {
  if (required.size === 0) return document;
  const types = new TypeInfo(schema);
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const key = keyInPlan(node, required);
        if (key === (node.alias?.value ?? node.name.value) || roots.includes(types.getParentType())) return undefined;
        return { ...node, alias: { kind: Kind.NAME, value: key } };
      },
    }),
  );
}
