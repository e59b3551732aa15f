import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { sharedRootFields } from '../../fetch-subgraphs/shared-root-fields.ts';
import { type Subtypes, subtypesOf } from '../compile/type-test.ts';
import { type RequiredWithArguments, requiredWithArguments } from '../plan/keys-in-plan.ts';
import { type PublicFields, publicFields } from '../plan/public-fields.ts';
import { type Hidden, hiddenOf } from '../shape/hidden.ts';

/** What must be known of a supergraph to run operations, beside plans and what clients see. A thread can hand it to another. */
export interface SupergraphFacts {
  readonly subtypes: Subtypes;
  readonly hidden: Hidden;
  readonly required: RequiredWithArguments;
  readonly publicFields: PublicFields;
  readonly sharedRootFields: ReadonlySet<string>;
}

/** Reads them from a supergraph that was found to be one, and the schema that clients see of it. */
export function readFacts(sdl: string, apiSchema: GraphQLSchema): SupergraphFacts {
  const supergraph = parse(sdl, { noLocation: true });
  const whole = buildASTSchema(supergraph, { assumeValidSDL: true });
  return {
    subtypes: subtypesOf(whole),
    hidden: hiddenOf(whole, apiSchema),
    required: requiredWithArguments(supergraph),
    publicFields: publicFields(supergraph),
    sharedRootFields: sharedRootFields(supergraph),
  };
}
