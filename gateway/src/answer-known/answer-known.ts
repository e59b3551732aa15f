import { type MeasureOperation, type Metrics, nameOperation } from '@rushgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Engine } from '../engine/engine.ts';
import type { CompiledOperation } from '../engine/execute/operation.ts';
import type { CheckedOperation, CheckOperation } from '../limit-operations/check-operation.ts';
import type { RateLimits } from '../limit-rates/limit-rates.ts';
import { noteErrors, noteOperation } from '../log-requests/request-note.ts';
import type { UseCounter } from '../record-use/count-use.ts';
import type { RememberedDocuments } from '../remember-documents.ts';
import { formatErrors, type HttpHead } from './format-errors.ts';
import type { KnownOperation, KnownOperations } from './known-operations.ts';
import { readKnown } from './read-known.ts';

export interface AnswerKnownDeps {
  readonly known: KnownOperations;
  /** Where Apollo Server keeps the same documents: those that are used most are ready when another supergraph comes. */
  readonly documents: Pick<RememberedDocuments, 'used'>;
  readonly engine: Pick<Engine, 'current' | 'compiled'>;
  readonly checkOperation: CheckOperation;
  readonly rates: RateLimits;
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly measure: MeasureOperation;
  readonly use?: UseCounter | undefined;
  readonly metrics: Metrics;
}

/** A request of which nothing is left but to count it against the rates, and to run it. */
export interface ReadyOperation extends KnownOperation, CheckedOperation {
  readonly schema: ReturnType<Engine['current']>['schema'];
  readonly compiled: CompiledOperation;
  readonly variables: Readonly<Record<string, unknown>>;
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
  /** Runs it. Never rejects: what fails is an answer too. */
  answer(ready: ReadyOperation, context: GatewayContext, client: string | undefined): Promise<KnownAnswer>;
}

/** Clients send the same few operations again and again: those are answered as Apollo Server would, without its steps. */
export function answerKnown(deps: AnswerKnownDeps): AnswerKnown {
  const { known, documents, engine, checkOperation, rates, mask, measure, use, metrics } = deps;
  const answered = metrics.counter('gateway_known_answers_total', 'Answers to operations that were known');

  function find(body: unknown): ReadyOperation | undefined {
    const asked = readKnown(body);
    if (asked === undefined) return undefined;
    const { schema, apiHash } = engine.current();
    const { variables, operationName } = asked;
    const found = known.get(schema, asked.textOrHash);
    if (found === undefined) return undefined;
    const { document, operation } = found;
    if (operationName !== null && operationName !== operation.name?.value) return undefined;
    const compiled = engine.compiled({ ...found, variables });
    if (compiled === undefined || compiled.problems(variables).length > 0) return undefined;
    documents.used(apiHash, found.queryHash);
    try {
      return { ...found, ...checkOperation(schema, document, operation, variables), schema, compiled, variables };
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  }

  async function answer(ready: ReadyOperation, context: GatewayContext, client: string | undefined) {
    const { operation, compiled, variables, cost } = ready;
    const { note } = context;
    const startedAt = performance.now();
    nameOperation(operation.name?.value);
    noteOperation(note, operation);
    note.cost = cost;
    const { data, errors, head } = await run();
    if (errors !== undefined) noteErrors(note, errors);
    measure(startedAt, { operation, errors });
    answered.inc();
    if (data !== undefined) use?.count({ schema: ready.schema, document: ready.document, operation }, client);
    return { ...head, text: `${JSON.stringify({ errors, data })}\n` };

    async function run() {
      try {
        await rates.take(ready.use, context);
        const { data, errors } = await compiled.run(variables, context);
        return { data, ...formatErrors(errors, mask, 200) };
      } catch (error) {
        return { data: undefined, ...formatErrors([error], mask, 500) };
      }
    }
  }

  return { find, answer };
}
