import { GraphQLError, parse } from 'graphql';
import { z } from 'zod';
import { operationHash } from './safelist.ts';

export { SAFELIST_KEY } from './safelist.ts';

export interface OperationToStore {
  readonly hash: string;
  readonly text: string;
}

/** A manifest as Apollo's and other clients' builds write it. */
const manifest = z.object({ operations: z.array(z.object({ body: z.string() })) });

/**
 * The operations in a file: a manifest of persisted queries (JSON), or one document exactly as a client sends it. Throws
 * with a sentence when it is neither.
 */
export function operationsIn(file: string, content: string): readonly OperationToStore[] {
  const texts = file.endsWith('.json') ? textsOf(file, content) : [content];
  return texts.map((text) => {
    try {
      parse(text);
    } catch (error) {
      if (error instanceof GraphQLError) throw new Error(`${file} has no GraphQL operation: ${error.message}`);
      throw error;
    }
    return { hash: operationHash(text), text };
  });
}

function textsOf(file: string, content: string): string[] {
  try {
    return manifest.parse(JSON.parse(content)).operations.map(({ body }) => body);
  } catch (error) {
    throw new Error(`${file} is no manifest of persisted queries`, { cause: error });
  }
}
