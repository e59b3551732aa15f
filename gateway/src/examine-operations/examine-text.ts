import type { ErrorCode } from '@rushgraph/identity';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationTypeNode,
  parse,
  type SourceLocation,
  specifiedRules,
  validate,
} from 'graphql';
import type { OperationLimits } from '../limit-operations/limits.ts';
import { noMisleadingAliases } from '../limit-operations/no-misleading-aliases.ts';
import { MAX_PROBLEMS, ownRules } from '../limit-operations/own-rules.ts';
import { sizeProblem } from '../limit-operations/size-problem.ts';
import { withoutGuess } from '../limit-operations/without-guess.ts';
import { textProblem } from '../refuse-requests/text-problem.ts';
import { noIntrospection } from './no-introspection.ts';

export interface ExamineOptions {
  readonly limits: OperationLimits;
  /** Whether clients may ask about the schema, and be told names of it that they have not written. */
  readonly introspection: boolean;
}

/** By whose rules: those of requests, which Apollo Server answers, or those of subscriptions. */
export type Rules = 'requests' | 'subscriptions';

/** What a text alone says of the operations in it. A thread can hand it to another. */
export type Examined = BadText | InvalidDocument | ValidDocument;

/** No engine is to see it. */
export interface BadText {
  readonly kind: 'bad';
  readonly code: ErrorCode;
  readonly message: string;
}

export interface InvalidDocument {
  readonly kind: 'invalid';
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';
  readonly errors: readonly FoundError[];
  readonly operations: readonly NamedOperation[];
}

export interface FoundError {
  readonly message: string;
  readonly locations: readonly SourceLocation[] | undefined;
  /** That of who refused a value in it. */
  readonly originalCode: unknown;
}

export interface ValidDocument {
  readonly kind: 'valid';
  readonly operations: readonly NamedOperation[];
  /** Those of them that are refused for their size. */
  readonly tooLarge: readonly TooLarge[];
}

export interface NamedOperation {
  readonly name: string | undefined;
  readonly operation: OperationTypeNode;
}

/** An operation of a valid document that is too large. */
export interface TooLarge extends NamedOperation {
  readonly problem: string;
}

/** The document is there where it is valid. */
export type ExamineText = (text: string) => { readonly examined: Examined; readonly document?: DocumentNode };

/** A document with more operations is looked at by whoever runs one of them: each is measured with all fragments. */
const MOST_MEASURED = 10;

/** Longer ones are not for the thread that serves, whatever time it has: they take it tens of milliseconds. */
const LONGEST_OWN = 4_000;

/** Whether only another thread may examine it, as long as there is one. */
export function isLong(text: string): boolean {
  return text.length > LONGEST_OWN;
}

/** Whether a text may hold a subscription. Without this word it does not, and need not be read to know that. */
export function mayHoldSubscription(text: string): boolean {
  return /\bsubscription\b/.test(text);
}

/** Everything that Apollo Server and the limits say of a text before they look at what was sent beside it. */
export function createExamineText(schema: GraphQLSchema, options: ExamineOptions, by: Rules): ExamineText {
  const { limits, introspection } = options;
  // Of a document with a subscription, the other operations are not run.
  const more =
    by === 'subscriptions' ? [noMisleadingAliases] : [...(introspection ? [] : [noIntrospection]), ...ownRules];
  const rules = [...specifiedRules, ...more];

  function found(error: GraphQLError, isOfSyntax: boolean): FoundError {
    const { message, locations, originalError = error } = error;
    return {
      message: introspection || isOfSyntax ? message : withoutGuess(message),
      locations,
      originalCode: originalError instanceof GraphQLError ? originalError.extensions.code : undefined,
    };
  }

  function read(text: string): DocumentNode | InvalidDocument {
    try {
      return parse(text, { maxTokens: limits.tokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const errors = [found(error, true)];
      return { kind: 'invalid', code: 'GRAPHQL_PARSE_FAILED', errors, operations: [] };
    }
  }

  return (text) => {
    const problem = textProblem(text);
    if (problem !== undefined) return { examined: badText(problem) };
    const document = read(text);
    if (document.kind !== Kind.DOCUMENT) return { examined: document };
    const nodes = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const operations = nodes.map(({ name, operation }) => ({ name: name?.value, operation }));
    const errors = validate(schema, document, rules, { maxErrors: MAX_PROBLEMS }).map((error) => found(error, false));
    if (errors.length > 0)
      return { examined: { kind: 'invalid', code: 'GRAPHQL_VALIDATION_FAILED', errors, operations } };
    const measured = nodes.length > MOST_MEASURED ? [] : nodes;
    const tooLarge = measured.flatMap((node) => {
      const problem = sizeProblem(document, node, limits);
      return problem === undefined ? [] : [{ name: node.name?.value, operation: node.operation, problem }];
    });
    return { examined: { kind: 'valid', operations, tooLarge }, document };
  };
}

function badText({ message, extensions }: GraphQLError): BadText {
  return { kind: 'bad', code: extensions.code as ErrorCode, message };
}
