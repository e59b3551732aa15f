import { isRecord } from '@rushgraph/service';
import type { FastifyRequest } from 'fastify';
import { operationHash } from '../store-operations/safelist.ts';

/** A request for an operation, as Apollo Server reads it. */
export interface AskedOperation {
  /** Undefined where the operation is asked for by its hash alone. */
  readonly text: string | undefined;
  readonly queryHash: string;
  readonly operationName: string | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  /** Whether Apollo Server would come to the text. Otherwise it refuses the request for something else. */
  readonly isWhole: boolean;
}

/** Reads it; undefined when there is none. */
export function readAsked(
  request: Pick<FastifyRequest, 'method' | 'url' | 'headers' | 'body'>,
): AskedOperation | undefined {
  if (request.method === 'POST') return isRecord(request.body) ? readBody(request.body) : undefined;
  return request.method === 'GET' ? readAddress(request) : undefined;
}

function readBody({ query, operationName, variables, extensions }: Readonly<Record<string, unknown>>) {
  const isWhole =
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables)) &&
    (extensions == null || isRecord(extensions));
  return asked(query, operationName, extensions, isWhole);
}

/** Names of parameters, each at most once. */
const PARAMETERS = ['query', 'operationName', 'variables', 'extensions'];

function readAddress({ url, headers }: Pick<FastifyRequest, 'url' | 'headers'>): AskedOperation | undefined {
  const parameters = new URL(url, 'http://gateway/').searchParams;
  const [variables, extensions] = ['variables', 'extensions'].map((name) => recordIn(parameters.get(name)));
  const isWhole =
    PARAMETERS.every((name) => parameters.getAll(name).length <= 1) &&
    variables !== undefined &&
    extensions !== undefined &&
    mayComeFromPage(headers);
  return asked(parameters.get('query'), parameters.get('operationName'), extensions, isWhole);
}

/** Undefined for what is no object of JSON. */
function recordIn(text: string | null): Readonly<Record<string, unknown>> | undefined {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** By these, a page of another site has to ask whether it may call. */
const ASKED_FIRST = ['x-apollo-operation-name', 'apollo-require-preflight'];

/** Whether Apollo Server takes a GET with these headers for one that no form can make. */
function mayComeFromPage(headers: FastifyRequest['headers']): boolean {
  const type = headers['content-type'];
  if (type !== undefined) return type.split(';')[0]?.trim().toLowerCase() === 'application/json';
  return ASKED_FIRST.some((name) => headers[name] !== undefined && headers[name] !== '');
}

function asked(query: unknown, name: unknown, extensions: unknown, isWhole: boolean): AskedOperation | undefined {
  const given = isRecord(extensions) ? extensions : undefined;
  const text = typeof query === 'string' && query !== '' ? query : undefined;
  const hash = hashIn(given?.persistedQuery);
  const isMissing = typeof query !== 'string' && !query;
  const queryHash = text !== undefined ? operationHash(text) : isMissing ? hash : undefined;
  if (typeof queryHash !== 'string') return undefined;
  return {
    text,
    queryHash,
    operationName: typeof name === 'string' ? name : undefined,
    extensions: given,
    isWhole: isWhole && (given?.persistedQuery == null || hash === queryHash),
  };
}

/** By which a text is asked for, or to be stored. */
function hashIn(persisted: unknown): unknown {
  return isRecord(persisted) ? persisted.sha256Hash : undefined;
}
