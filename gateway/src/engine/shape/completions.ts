import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { isRaw, type Raw } from '../values/raw.ts';
import { isSameForAllTypes } from './collect-fields.ts';
import { completeObject } from './complete-object.ts';
import type { Hidden } from './hidden.ts';
import { leafReader, type ReadLeaf } from './leaf-values.ts';
import type { Complete, Completions, ObjectType, Selected, ShapeRun } from './shape.ts';
import { EXPLAINED, isReported, report } from './shape-run.ts';

const NONE: ReadonlySet<unknown> = new Set();

/**
 * Values are completed as the schema that clients see wants them, nulls carried up to the nearest place that may be null. The
 * completion of each field is made once, when it is asked for the first time.
 */
export function createCompletions(schema: GraphQLSchema, hidden: Hidden): Completions {
  // An interface's field and its objects' are different ones, also under one name.
  const known = new Map<GraphQLField<unknown, unknown>, Complete>();

  function completionOf(type: GraphQLOutputType, place: string): Complete {
    if (isNonNullType(type)) return completeNonNull(completionOf(type.ofType, place), place);
    if (isListType(type)) return completeList(completionOf(type.ofType, place), !isNonNullType(type.ofType), place);
    if (isLeafType(type)) return completeLeaf(leafReader(type), hidden.values.get(type.name) ?? NONE, place);
    if (isObjectType(type)) return completeComposite(() => type, hidden, place);
    const possible = new Map(schema.getPossibleTypes(type).map((one) => [one.name, one]));
    // A subgraph that has the interface as an object knows no other type; a plan that needs one asks another subgraph for it.
    const choose: Choose = ({ __typename: typename }, { selectionSets }, { options }) => {
      if (typename === undefined || typename === type.name)
        return isInterfaceType(type) && isSameForAllTypes(type, selectionSets, options) ? type : undefined;
      return typeof typename === 'string' ? possible.get(typename) : undefined;
    };
    return completeComposite(choose, hidden, place);
  }

  return {
    of(field, parent) {
      const made = known.get(field) ?? completionOf(field.type, `${parent.name}.${field.name}`);
      known.set(field, made);
      return made;
    },
  };
}

function completeNonNull(complete: Complete, place: string): Complete {
  return (received, run, selected) => {
    const value = complete(received, run, selected);
    if (value !== null) return value;
    return isReported(run) ? EXPLAINED : report(run, `Cannot return null for non-nullable field ${place}.`);
  };
}

function completeLeaf(read: ReadLeaf, hidden: ReadonlySet<unknown>, place: string): Complete {
  return (received, run) => {
    if (received === null || received === undefined) return null;
    const value = read(received);
    if (value === undefined && hidden.has(received)) return null;
    return value === undefined ? report(run, `Invalid value found for field ${place}.`) : value;
  };
}

function completeList(complete: Complete, isNullable: boolean, place: string): Complete {
  return (received, run, selected) => {
    if (received === null || received === undefined) return null;
    if (!Array.isArray(received)) return report(run, `Invalid value found for field ${place}: it is no list.`);
    const answer: unknown[] = [];
    for (let index = 0; index < received.length; index += 1) {
      run.path.push(index);
      const value = complete(received[index], run, selected);
      run.path.pop();
      if (value !== EXPLAINED) answer.push(value);
      else if (isNullable) answer.push(null);
      else return EXPLAINED;
    }
    return answer;
  };
}

/** The type of an object that was received; undefined when it is none that may be here. */
type Choose = (received: Raw, selected: Selected, run: ShapeRun) => ObjectType | undefined;

function completeComposite(choose: Choose, hidden: Hidden, place: string): Complete {
  return (received, run, selected) => {
    if (received === null || received === undefined) return null;
    if (!isRaw(received)) return report(run, `Invalid value found for field ${place}: it is no object.`);
    if (selected === undefined) throw new Error(`Nothing is selected of ${place}, which validation does not allow`);
    const type = choose(received, selected, run);
    if (type !== undefined) return completeObject(received, run, type, selected);
    return hidden.types.has(received.__typename) ? null : report(run, `Invalid __typename found for field ${place}.`);
  };
}
