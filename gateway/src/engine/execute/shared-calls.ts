import { getNamedType, isObjectType } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import type { SubgraphError } from '../../fetch-subgraphs/subgraph-client.ts';
import type { FetchShape } from '../compile/fetch-shape.ts';
import { asksPublicAlone } from '../plan/public-fields.ts';
import { type CallQueue, createCallQueue } from './call-queue.ts';
import type { OperationParts } from './operation-parts.ts';

export interface SharedCalls {
  /** Calls of one event: what is public is asked for with other events of this turn, the rest by its own calls. */
  besides(own: CallQueue, context: GatewayContext): CallQueue;
}

/** Entities of one request. More become another one. */
const MOST_ENTITIES = 500;

/**
 * Events of one turn of the event loop that want public fields of entities – the same ones, or others – ask for them by one
 * call, as nobody: what is declared to be the same for everybody is what nobody may see as well. Nothing is remembered
 * beyond the call.
 */
export function createSharedCalls(parts: OperationParts): SharedCalls {
  const { clients, combined } = parts;
  const known = new WeakMap<FetchShape, boolean>();
  let present: { readonly calls: CallQueue; entities: number } | undefined;

  function isPublic(shape: FetchShape): boolean {
    const remembered = known.get(shape);
    if (remembered !== undefined) return remembered;
    const found = shape.represent !== undefined && asksPublicAlone(shape.document, parts.publicFields, typeOf);
    known.set(shape, found);
    return found;
  }

  /** The type of `Type.field`, as clients see it: what they do not see is not public. */
  function typeOf(field: string): string {
    const [typeName = '', name = ''] = field.split('.');
    const type = parts.schema.getType(typeName);
    const found = isObjectType(type) ? type.getFields()[name]?.type : undefined;
    return found === undefined ? '' : getNamedType(found).name;
  }

  function begin(context: GatewayContext): CallQueue {
    const endsAt = performance.now() + context.timeLeftMs();
    const nobody: GatewayContext = {
      ...context,
      viewer: { kind: 'anonymous' },
      refreshCookies: undefined,
      timeLeftMs: () => endsAt - performance.now(),
      // Whoever leaves takes nobody along.
      signal: new AbortController().signal,
      setCookie: () => undefined,
    };
    const calls = createCallQueue({
      clients,
      combined,
      context: nobody,
      trace: undefined,
      gather: setImmediate,
      told: 'each',
    });
    const begun = { calls, entities: 0 };
    present = begun;
    setImmediate(() => {
      if (present === begun) present = undefined;
    });
    return calls;
  }

  function besides(own: CallQueue, context: GatewayContext): CallQueue {
    /** What concerns all of an answer is told once to each client, however many of its fetches are in it. */
    const told = new Set<SubgraphError>();
    return {
      async fetch(fetch) {
        if (!isPublic(fetch.shape)) return own.fetch(fetch);
        const calls = present?.calls ?? begin(context);
        if (present !== undefined) {
          present.entities += fetch.representations.length;
          if (present.entities >= MOST_ENTITIES) present = undefined;
        }
        const part = await calls.fetch(fetch);
        const errors = part.errors.filter((error) => !told.has(error));
        for (const error of errors) told.add(error);
        // Each goes on with a copy: what comes from elsewhere, for its own viewer, is merged into it.
        return { ...part, errors, entities: part.entities && structuredClone(part.entities) };
      },
    };
  }

  return { besides };
}
