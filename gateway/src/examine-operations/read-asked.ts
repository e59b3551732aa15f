import { isRecord } from '@rushgraph/service';
import type { FastifyRequest } from 'fastify';
import { operationHash } from '../store-operations/safelist.ts';

/** A request that brings a text, as Apollo Server reads it. */
export interface AskedText {
  readonly text: string;
  readonly queryHash: string;
  readonly operationName: string | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  /** Whether Apollo Server would come to the text. Otherwise it refuses the request for something else. */
  readonly isWhole: boolean;
}

/** Reads it; undefined when there is no text. */
export function readAsked(request: Pick<FastifyRequest, 'method' | 'url' | 'headers' | 'body'>): AskedText | undefined {
  if (request.method === 'POST') return isRecord(request.body) ? readBody(request.body) : undefined;
  return request.method === 'GET' ? readAddress(request) : undefined;
}

function readBody({ query, operationName, variables, extensions }: Readonly<Record<string, unknown>>) {
  if (typeof query !== 'string' || query === '') return undefined;
  const isWhole =
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables)) &&
    (extensions == null || isRecord(extensions));
  return asked(query, operationName, extensions, isWhole);
}

/** Names of parameters, each at most once. */
const PARAMETERS = ['query', 'operationName', 'variables', 'extensions'];

function readAddress({ url, headers }: Pick<FastifyRequest, 'url' | 'headers'>): AskedText | undefined {
  const parameters = new URL(url, 'http://gateway/').searchParams;
  const query = parameters.get('query');
  if (query === null || query === '') return undefined;
  const [variables, extensions] = ['variables', 'extensions'].map((name) => recordIn(parameters.get(name)));
  const isWhole =
    PARAMETERS.every((name) => parameters.getAll(name).length <= 1) &&
    variables !== undefined &&
    extensions !== undefined &&
    mayComeFromPage(headers);
  return asked(query, parameters.get('operationName'), extensions, isWhole);
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

function asked(text: string, name: unknown, extensions: unknown, isWhole: boolean): AskedText {
  const queryHash = operationHash(text);
  const given = isRecord(extensions) ? extensions : undefined;
  return {
    text,
    queryHash,
    operationName: typeof name === 'string' ? name : undefined,
    extensions: given,
    isWhole: isWhole && isHashOf(given?.persistedQuery, queryHash),
  };
}

/** Also where none is sent. */
function isHashOf(persisted: unknown, queryHash: string): boolean {
  return persisted == null || (isRecord(persisted) && persisted.sha256Hash === queryHash);
}
