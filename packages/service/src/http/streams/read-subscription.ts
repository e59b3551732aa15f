import { codedError } from '@rushgraph/identity';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** What is subscribed to, as the engine takes it. */
export interface AskedSubscription {
  readonly document: DocumentNode;
  readonly operationName?: string;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

export interface ReadSubscriptionOptions {
  readonly schema: GraphQLSchema;
  readonly maxTokens: number;
}

/** Reads the parameters of GraphQL over HTTP; a coded error for what is no subscription of this schema. */
export type ReadSubscription = (given: unknown) => AskedSubscription | GraphQLError;

const parameters = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Characters of all texts together: a document takes some hundred times as many bytes of the heap. */
const MAX_CHARACTERS = 200_000;

/** A gateway asks the same again and again, with other variables: a text is parsed and validated once, as long as it is used. */
export function createSubscriptionReader({ schema, maxTokens }: ReadSubscriptionOptions): ReadSubscription {
  const known = new LRUCache<string, DocumentNode>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });

  function readDocument(text: string): DocumentNode {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const document = parse(text, { maxTokens });
    const [problem] = validate(schema, document, undefined, { maxErrors: 1 });
    if (problem !== undefined) throw codedError('GRAPHQL_VALIDATION_FAILED', problem.message);
    known.set(text, document);
    return document;
  }

  return (given) => {
    const asked = parameters.safeParse(given);
    if (!asked.success) return codedError('BAD_USER_INPUT', 'A subscription must be given as JSON.');
    const operationName = asked.data.operationName ?? undefined;
    try {
      const document = readDocument(asked.data.query);
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
        return codedError('BAD_USER_INPUT', 'Only subscriptions are answered here.');
      const variableValues = asked.data.variables ?? {};
      return { document, variableValues, ...(operationName !== undefined && { operationName }) };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return error.extensions.code === undefined ? codedError('GRAPHQL_PARSE_FAILED', error.message) : error;
    }
  };
}
