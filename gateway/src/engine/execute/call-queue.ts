import type { LRUCache } from 'lru-cache';
import type { GatewayContext } from '../../context.ts';
import { knowViewer } from '../../fetch-subgraphs/know-viewer.ts';
import type { Answer } from '../../fetch-subgraphs/read-answer.ts';
import type { CallFailure, CallResult, SubgraphClient, SubgraphError } from '../../fetch-subgraphs/subgraph-client.ts';
import type { FetchShape } from '../compile/fetch-shape.ts';
import { partOfTrace, readTrace, type SubgraphTrace } from '../trace/subgraph-trace.ts';
import { type CombinedRequest, combineRequests } from './combine-requests.ts';
import {
  createGroup,
  type Fetch,
  type FetchPart,
  type Group,
  type GroupAnswer,
  type ToldOfAll,
} from './fetch-group.ts';

export interface CallQueueDeps {
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly context: GatewayContext;
  /** Texts of combined requests by the shapes in them: few, since plans come to the same fetches together. */
  readonly combined: LRUCache<string, CombinedRequest>;
  /** The kind of trace that subgraphs are asked for with their answers. */
  readonly trace: 'ftv1' | undefined;
  /** How long fetches wait for company. Default: until all that is ready now has run. */
  readonly gather?: (flush: () => void) => void;
  /** Default: the first, since all fetches are of one client. */
  readonly told?: ToldOfAll;
}

export interface CallQueue {
  fetch(fetch: Fetch): Promise<FetchPart>;
}

/**
 * Fetches from one subgraph that one operation comes to at the same moment become one request: the same entities wanted at
 * several places, and different fetches side by side. Mutations are sent as they come.
 */
export function createCallQueue(deps: CallQueueDeps): CallQueue {
  const { gather = process.nextTick, told = 'first' } = deps;
  const waiting = new Map<string, Map<string, Group>>();
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    const services = [...waiting];
    waiting.clear();
    for (const [service, groups] of services) void sendGroups(service, [...groups.values()]);
  }

  async function sendGroups(service: string, groups: readonly Group[]): Promise<void> {
    const [first] = groups;
    if (first === undefined) return;
    try {
      const client = clientOf(deps, service);
      if (groups.length === 1) await sendOne(client, first, deps);
      else await sendCombined(client, groups, deps);
    } catch (error) {
      for (const group of groups) group.fail(error);
    }
  }

  return {
    fetch(fetch) {
      const { shape } = fetch;
      if (shape.isMutation) {
        const group = createGroup(fetch, told);
        const part = group.join(fetch);
        void sendGroups(shape.service, [group]);
        return part;
      }
      const groups = waiting.get(shape.service) ?? new Map<string, Group>();
      waiting.set(shape.service, groups);
      const key = `${shape.id}${JSON.stringify(fetch.variables)}`;
      const group = groups.get(key) ?? createGroup(fetch, told);
      groups.set(key, group);
      // After all that is ready now has run: whatever waits for the same answer comes to its next fetch in this turn.
      if (!isScheduled) gather(flush);
      isScheduled = true;
      return group.join(fetch);
    },
  };
}

function clientOf({ clients }: CallQueueDeps, service: string): SubgraphClient {
  const client = clients.get(service);
  if (client === undefined) throw new Error(`The supergraph names a subgraph ${service} that has no client`);
  return client;
}

async function sendOne(client: SubgraphClient, group: Group, { context, trace }: CallQueueDeps): Promise<void> {
  const { head, isMutation } = group.shape;
  const body = `${head}{${group.variables('').join(',')}}}`;
  const result = await client.send({ body, isMutation, trace }, context);
  const received = result.kind === 'answer' ? result.answer : missing(client, result.code, group);
  group.settle(knowViewer(received, group.shape.document, context.viewer), traceIn(result, trace));
}

async function sendCombined(client: SubgraphClient, groups: readonly Group[], deps: CallQueueDeps): Promise<void> {
  const key = groups.map(({ shape }) => shape.id).join(' ');
  const request = deps.combined.get(key) ?? combineRequests(groups.map(({ shape }) => shape));
  deps.combined.set(key, request);
  const variables = groups.flatMap((group, index) => group.variables(request.prefixes[index] ?? ''));
  const body = `${request.head}{${variables.join(',')}}}`;
  const result = await client.send({ body, isMutation: false, trace: deps.trace }, deps.context);
  const trace = traceIn(result, deps.trace);
  groups.forEach((group, index) => {
    const prefix = request.prefixes[index] ?? '';
    const received =
      result.kind === 'answer'
        ? partOf(result.answer, group.shape, prefix, index === 0 || deps.told === 'each')
        : missing(client, result.code, group);
    const part = partOfTrace(trace, prefix, index === 0);
    group.settle(knowViewer(received, group.shape.document, deps.context.viewer), part);
  });
}

function traceIn(result: CallResult, wanted: CallQueueDeps['trace']): SubgraphTrace | undefined {
  return wanted === undefined || result.kind !== 'answer' ? undefined : readTrace(result.answer.extensions);
}

function missing(client: SubgraphClient, code: CallFailure, group: Group): GroupAnswer {
  return {
    data: null,
    errors: client.explain(code, { document: group.shape.document, representations: group.asked() }),
  };
}

/** What belongs to one fetch of a combined answer. An error without a path concerns all. */
function partOf(answer: Answer, shape: FetchShape, prefix: string, isTold: boolean): GroupAnswer {
  const { data, errors = [] } = answer;
  const own = data && Object.fromEntries(shape.rootKeys.map((key) => [key, data[`${prefix}${key}`]]));
  const mine = errors.flatMap((error): SubgraphError[] => {
    const [root, ...rest] = error.path ?? [];
    if (root === undefined) return isTold ? [error] : [];
    if (typeof root !== 'string' || !root.startsWith(prefix)) return [];
    return [{ ...error, path: [root.slice(prefix.length), ...rest] }];
  });
  return { data: own, ...(mine.length > 0 && { errors: mine }) };
}
