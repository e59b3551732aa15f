import { type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { teachScalars } from '../../limit-operations/teach-scalars.ts';
import { clientSchema } from './client-schema.ts';

/** Says of each text of a document whether it is valid by the schema that clients see. */
export type FindFitting = (texts: readonly string[]) => readonly boolean[] | Promise<readonly boolean[]>;

/** By the rules that look at the schema: the gateway's own look at the document alone. The texts are of documents. */
export function createFindFitting(apiSdl: string): FindFitting {
  let schema: GraphQLSchema | undefined;

  function schemaWithScalars(): GraphQLSchema {
    schema ??= teachScalars(clientSchema(apiSdl));
    return schema;
  }

  return (texts) =>
    texts.map((text) => {
      const document = parse(text, { noLocation: true });
      return validate(schemaWithScalars(), document, specifiedRules, { maxErrors: 1 }).length === 0;
    });
}
