import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { MeasureOperation } from './operation-metrics.ts';
import { nameOperation } from './request-scope.ts';

/** Documents that the engine has parsed and found valid, as it keeps them. */
export interface DocumentStore {
  get(key: string): Promise<DocumentNode | undefined>;
  set(key: string, document: DocumentNode): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** A request of which nothing but the operation itself is left to do. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface KnownOperations {
  /** Where the engine is to keep its documents. */
  readonly store: DocumentStore;
  /** The operation of a request, when its document is in the store and the request asks for nothing beside it. */
  find(body: unknown, headers: Readonly<Record<string, unknown>>): KnownOperation | undefined;
  /** The answer as JSON; undefined when its variables are refused, which the engine has to say. Nothing has happened then. */
  answer(known: KnownOperation, contextValue: unknown): Promise<string | undefined>;
}

export interface AnswerKnownOptions {
  readonly schema: GraphQLSchema;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly measure: MeasureOperation;
}

/** Of all texts together. A parsed document takes about 80 bytes of the heap for each. */
const MAX_CHARACTERS = 400_000;
/** By this header a gateway asks for a trace of its fetch. */
const TRACE_HEADER = 'apollo-federation-include-trace';

/**
 * A gateway sends the same few operations again and again. One that the engine has parsed and validated is executed as it
 * is; all else – a new document, a trace, a refusal – is the engine's business.
 */
export function answerKnown({ schema, formatError, measure }: AnswerKnownOptions): KnownOperations {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => Math.max(1, textOf(document)?.length ?? 0),
  });
  const store: DocumentStore = {
    get: async (key) => documents.get(key),
    async set(key, document) {
      documents.set(key, document);
      const text = textOf(document);
      // The engine's keys are hashes, which no document is.
      if (text !== undefined) documents.set(text, document);
    },
    delete: async (key) => documents.delete(key),
  };

  function find(body: unknown, headers: Readonly<Record<string, unknown>>): KnownOperation | undefined {
    if (!isRecord(body) || !wantsJson(headers.accept) || headers[TRACE_HEADER] !== undefined) return undefined;
    const { query, variables = null, operationName = null, extensions } = body;
    if (typeof query !== 'string' || extensions !== undefined) return undefined;
    if (variables !== null && !isRecord(variables)) return undefined;
    const document = documents.get(query);
    const operation = document && onlyOperation(document);
    if (document === undefined || operation === undefined) return undefined;
    if (operationName !== null && operationName !== operation.name?.value) return undefined;
    return { document, operation, variables: variables ?? {} };
  }

  async function answer({ document, operation, variables }: KnownOperation, contextValue: unknown) {
    const startedAt = performance.now();
    nameOperation(operation.name?.value);
    const { data, errors } = await execute({ schema, document, contextValue, variableValues: variables });
    if (data === undefined) return undefined;
    const told = errors?.map((error) => formatError(withCode(error), error));
    measure(startedAt, { operation, errors: told });
    return `${JSON.stringify({ errors: told, data })}\n`;
  }

  return { store, find, answer };
}

/** The text of a document; undefined for one that was made without. */
function textOf({ loc }: DocumentNode): string | undefined {
  return loc?.source.body;
}

/** The operation of a document that has no other, and that has one answer. */
export function onlyOperation({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  const [operation, another] = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (another !== undefined || operation?.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  return operation;
}

/** As the engine completes errors before it lets them be formatted. */
function withCode(error: GraphQLError): GraphQLFormattedError {
  return {
    ...error.toJSON(),
    extensions: { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' },
  };
}

function wantsJson(accept: unknown): boolean {
  return accept === undefined || accept === '*/*' || accept === 'application/json';
}

/** An object of JSON. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
