import { CallerGone } from '@rushgraph/concurrency';
import { type MeasureOperation, type Metrics, nameOperation, onlyOperation } from '@rushgraph/service';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Engine } from '../engine/engine.ts';
import { type CompiledOperation, problemsOf } from '../engine/execute/operation.ts';
import type { LoadedSupergraph } from '../engine/loaded-supergraph.ts';
import type { CheckedOperation, CheckOperation } from '../limit-operations/check-operation.ts';
import type { RateLimits } from '../limit-rates/limit-rates.ts';
import { noteErrors, noteOperation } from '../log-requests/request-note.ts';
import type { UseCounter } from '../record-use/count-use.ts';
import type { RememberedDocuments } from '../remember-documents.ts';
import type { Sender } from '../threads/sender.ts';
import { formatErrors, type HttpHead } from './format-errors.ts';
import type { KnownOperation, KnownOperations } from './known-operations.ts';
import { type AskedForKnown, readKnown } from './read-known.ts';

export interface AnswerKnownDeps {
  readonly known: KnownOperations;
  /** Where Apollo Server keeps the same documents: those that are used most are ready when another supergraph comes. */
  readonly documents: Pick<RememberedDocuments, 'used'>;
  readonly engine: Pick<Engine, 'current' | 'compiled' | 'compile'>;
  readonly checkOperation: CheckOperation;
  readonly rates: RateLimits;
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly measure: MeasureOperation;
  readonly use?: UseCounter | undefined;
  readonly metrics: Metrics;
}

/** A request of which nothing is left but to count it against the rates, and to run it. */
export interface ReadyOperation extends KnownOperation, CheckedOperation {
  readonly schema: LoadedSupergraph['schema'];
  readonly variables: Readonly<Record<string, unknown>>;
  /** Or what compiles it, where it is new. Rejects with a coded error, and with CallerGone. */
  readonly compiled: CompiledOperation | (() => Promise<CompiledOperation>);
}

/** The document of a request that was just found to be valid, and by which supergraph. */
export interface FoundValid {
  readonly document: DocumentNode;
  readonly queryHash: string;
  readonly loaded: LoadedSupergraph;
  readonly sender: Sender;
}

export interface KnownAnswer extends HttpHead {
  readonly text: string;
}

export interface AnswerKnown {
  /**
   * The operation of a request, when it is known, compiled, and nothing speaks against it; undefined for all others, which
   * Apollo Server answers or refuses. Nothing has happened then.
   */
  find(body: unknown): ReadyOperation | undefined;
  /** The same of an operation that is new here, with the document that was read for it. */
  findNew(body: unknown, found: FoundValid): ReadyOperation | undefined;
  /** Runs it. Never rejects: what fails is an answer too. */
  answer(ready: ReadyOperation, context: GatewayContext, client: string | undefined): Promise<KnownAnswer>;
}

/**
 * Clients send the same few operations again and again: those are answered as Apollo Server would, without its steps; and
 * what was just found to be valid, since V8 keeps what passes through an executor of Apollo Server until it marks the whole
 * heap (ADR 98).
 */
export function answerKnown(deps: AnswerKnownDeps): AnswerKnown {
  const { known, documents, engine, checkOperation, rates, mask, measure, use, metrics } = deps;
  const answered = metrics.counter('gateway_known_answers_total', 'Answers to operations that were known');
  const answeredNew = metrics.counter('gateway_new_answers_total', 'Answers to operations that were just examined');

  function find(body: unknown): ReadyOperation | undefined {
    const asked = readKnown(body);
    if (asked === undefined) return undefined;
    const loaded = engine.current();
    const found = known.get(loaded.schema, asked.textOrHash);
    if (found === undefined || !isMeant(found.operation, asked)) return undefined;
    const { variables } = asked;
    const compiled = engine.compiled({ ...found, variables });
    if (compiled === undefined || compiled.problems(variables).length > 0) return undefined;
    return checked({ ...found, variables, compiled }, loaded);
  }

  function findNew(body: unknown, { document, queryHash, loaded, sender }: FoundValid): ReadyOperation | undefined {
    const asked = readKnown(body);
    const operation = onlyOperation(document);
    if (asked === undefined || operation === undefined || !isMeant(operation, asked)) return undefined;
    const { schema } = loaded;
    if (operation.operation === OperationTypeNode.SUBSCRIPTION || schema.getRootType(operation.operation) == null)
      return undefined;
    const { variables } = asked;
    if (problemsOf(schema, operation.variableDefinitions ?? [], variables).length > 0) return undefined;
    const found = { document, operation, queryHash, variables };
    return checked({ ...found, compiled: () => engine.compile(found, loaded, sender) }, loaded);
  }

  function checked(
    found: Omit<ReadyOperation, keyof CheckedOperation | 'schema'>,
    { schema, apiHash }: LoadedSupergraph,
  ): ReadyOperation | undefined {
    try {
      const ready = { ...found, ...checkOperation(schema, found.document, found.operation, found.variables), schema };
      documents.used(apiHash, found.queryHash);
      return ready;
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  }

  async function answer(ready: ReadyOperation, context: GatewayContext, client: string | undefined) {
    const { operation, variables, compiled, cost } = ready;
    const { note } = context;
    const startedAt = performance.now();
    nameOperation(operation.name?.value);
    noteOperation(note, operation);
    note.cost = cost;
    const { data, errors, head } = await run();
    if (errors !== undefined) noteErrors(note, errors);
    measure(startedAt, { operation, errors });
    (typeof compiled === 'function' ? answeredNew : answered).inc();
    if (data !== undefined) use?.count({ schema: ready.schema, document: ready.document, operation }, client);
    return { ...head, text: `${JSON.stringify({ errors, data })}\n` };

    async function run() {
      try {
        await rates.take(ready.use, context);
      } catch (error) {
        return failed(error, 500);
      }
      try {
        const made = typeof compiled === 'function' ? await compiled() : compiled;
        const { data, errors } = await made.run(variables, context);
        return { data, ...formatErrors(errors, mask, 200) };
      } catch (error) {
        // Nobody is there to be told, and nothing has failed.
        if (error instanceof CallerGone) return { data: undefined, ...formatErrors(undefined, mask, 200) };
        return failed(error, error instanceof GraphQLError ? 400 : 500);
      }
    }
  }

  function failed(error: unknown, status: number) {
    return { data: undefined, ...formatErrors([error], mask, status) };
  }

  return { find, findNew, answer };
}

function isMeant({ name }: OperationDefinitionNode, { operationName }: AskedForKnown): boolean {
  return operationName === null || operationName === name?.value;
}
