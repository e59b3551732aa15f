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

/** A gateway asks the same again and again, with other variables. */
const MOST_TEXTS = 500;

/** Each text is parsed and validated once, as long as it is among the last that were new. */
export function createSubscriptionReader({ schema, maxTokens }: ReadSubscriptionOptions): ReadSubscription {
  const known = new Map<string, DocumentNode>();

  function readDocument(text: string): DocumentNode {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const document = parse(text, { maxTokens });
    const [problem] = validate(schema, document, undefined, { maxErrors: 1 });
    if (problem !== undefined) throw codedError('GRAPHQL_VALIDATION_FAILED', problem.message);
    known.set(text, document);
    const [oldest] = known.keys();
    if (known.size > MOST_TEXTS && oldest !== undefined) known.delete(oldest);
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
