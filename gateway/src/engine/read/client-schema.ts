import { buildASTSchema, type DocumentNode, type GraphQLSchema, parse } from 'graphql';

/** The schema that clients see, from its text, which is known to be valid: nobody has to look at it again. */
export function clientSchema(apiSdl: string): GraphQLSchema {
  return schemaOf(textOf(apiSdl));
}

/** The two halves of it, for who lets others have their turn in between. */
export function textOf(apiSdl: string): DocumentNode {
  return parse(apiSdl, { noLocation: true });
}

export function schemaOf(text: DocumentNode): GraphQLSchema {
  return buildASTSchema(text, { assumeValid: true, assumeValidSDL: true });
}
