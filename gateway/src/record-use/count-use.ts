import { type DescribedOperation, describeOperation } from '@rushgraph/schema-registry/use';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { programIn } from '../client-program.ts';

/** A valid operation that was executed. */
export interface AskedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export interface UseCounter {
  /** Counts one execution for the client that names itself so. Costs two look-ups; what else is to do is done later, and beside requests. */
  count(asked: AskedOperation, client: string | undefined): void;
}

/** What was counted of an operation, by client. */
export interface Counted {
  readonly uses: ReadonlyMap<string, number>;
  /** Looks into the operation, at the first time. */
  describe(): DescribedOperation;
}

export interface TakenCounts {
  readonly counted: readonly Counted[];
  /** Uses of operations that there was no room for. */
  readonly others: ReadonlyMap<string, number>;
}

export interface UseCounterLimits {
  /** Operations that are looked at for the first time, between two takings. */
  readonly fresh: number;
  /** Names of clients in an hour, as they are recorded; anybody may make up names. */
  readonly clients: number;
}

interface Entry extends Counted {
  uses: Map<string, number>;
}

export const UNNAMED = 'unnamed';
export const OTHER_CLIENT = 'other';

const HOUR_MS = 3_600_000;

/** Counts in memory. Documents are kept by who calls, so an operation that comes again is the same object. */
export function createUseCounter(limits: UseCounterLimits, now: () => Date): UseCounter & { take(): TakenCounts } {
  const known = new WeakMap<OperationDefinitionNode, Entry>();
  let counted: Entry[] = [];
  let others = new Map<string, number>();
  let clients = new Set<string>();
  const hourNow = () => Math.floor(now().getTime() / HOUR_MS);
  let clientsOf = hourNow();
  let fresh = 0;

  function nameOf(client: string): string {
    if (clients.has(client)) return client;
    if (clients.size >= limits.clients) return OTHER_CLIENT;
    clients.add(client);
    return client;
  }

  /** Keeps the operation and its schema, and nothing else that the caller may have put beside them. */
  function begin({ schema, document, operation }: AskedOperation): Entry | undefined {
    if (fresh >= limits.fresh) return undefined;
    fresh += 1;
    let described: DescribedOperation | undefined;
    const entry: Entry = {
      uses: new Map(),
      describe() {
        described ??= describeOperation(schema, document, operation);
        return described;
      },
    };
    known.set(operation, entry);
    return entry;
  }

  return {
    count(asked, client) {
      const name = nameOf(programIn(client) ?? UNNAMED);
      const entry = known.get(asked.operation) ?? begin(asked);
      if (entry !== undefined && entry.uses.size === 0) counted.push(entry);
      const uses = entry?.uses ?? others;
      uses.set(name, (uses.get(name) ?? 0) + 1);
    },
    take() {
      const taken = { counted: counted.map(({ uses, describe }) => ({ uses, describe })), others };
      for (const entry of counted) entry.uses = new Map();
      counted = [];
      others = new Map();
      const hour = hourNow();
      if (hour !== clientsOf) clients = new Set();
      clientsOf = hour;
      fresh = 0;
      return taken;
    },
  };
}
