import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/**
 * What must be there first when a subgraph is rolled out with a change: the published schema, or nothing but instances that
 * know it. Gateways ask for what is published, and take from instances what is published.
 */
export type First = 'schema' | 'instances' | 'either';

/** A difference between two schemas, of which it is to be said what comes first. */
export interface Difference {
  /** `User.name`, `Query.items(first:)`, `OrderStatus.PENDING`, or a type. */
  readonly coordinate: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Empty when it breaks nobody. */
  readonly breaks: readonly string[];
}

/** Says of differences between two schemas what comes first. */
export function createFirstOf(before: GraphQLSchema, after: GraphQLSchema): (difference: Difference) => First {
  const answered = answeredBySame(before, after);

  /** An instance may answer with it although nobody has asked for it by name. */
  function comesUnasked(type: GraphQLNamedType | undefined, member: string | undefined): boolean {
    if (type === undefined) return false;
    if (member !== undefined) return isEnumType(type) && answered.has(type.name);
    if (isUnionType(type)) return answered.has(type.name);
    return implementedBy(type).some((name) => answered.has(name));
  }

  return ({ coordinate, kind, breaks }) => {
    const [owner = '', member] = coordinate.split('.');
    const [old, next] = [before.getType(owner), after.getType(owner)];
    // Nothing may come that gateways do not know yet, or not any more.
    if (kind === 'added' && comesUnasked(next, member)) return 'schema';
    if (kind === 'removed' && comesUnasked(old, member)) return 'instances';
    // Nobody reaches a type of itself: the fields that lead to it are differences, too.
    if ((old === undefined) !== (next === undefined)) return 'either';
    // Nobody is asked for what is gone, nor may answer less than what was published.
    return kind === 'removed' || breaks.length > 0 ? 'schema' : 'instances';
  };
}

function implementedBy(type: GraphQLNamedType): readonly string[] {
  return isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : [];
}

/** The types that fields answer with which both schemas have: another field is a difference of its own. */
function answeredBySame(before: GraphQLSchema, after: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(before.getTypeMap())) {
    const next = after.getType(type.name);
    if (!hasFields(type) || !hasFields(next)) continue;
    const fields = next.getFields();
    for (const field of Object.values(type.getFields()))
      if (fields[field.name] !== undefined) names.add(getNamedType(field.type).name);
  }
  return names;
}

function hasFields(type: GraphQLNamedType | undefined) {
  return isObjectType(type) || isInterfaceType(type);
}
