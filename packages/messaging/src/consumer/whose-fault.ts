import { isStoreAtFault } from '@rushgraph/database';

/** `store`: it may work later, so the partition waits. `bug`: it never will for this record, so the record is set aside. */
export type Fault = 'store' | 'bug';

/** What a MongoDB server says of a document or a command that it will never take. */
const REFUSED_BY_MONGO: ReadonlySet<unknown> = new Set([2, 9, 14, 52, 57, 121, 10_334, 11_000, 17_280, 17_419, 17_420]);
/** How drivers name what is no fault of the caller's. */
const DRIVER = /^(?:Mongo|KafkaJS|MaxRetriesPerRequest|ClusterAllFailed|Abort|Timeout|TimeLimit)/;
const MISUSED_DRIVER =
  /^Mongo(?:InvalidArgument|Parse|MissingDependency)Error$|^KafkaJS(?:NotImplemented|InvalidVarInt)/;

/**
 * Whose fault it is that a handler has failed. The one place that decides between waiting and setting a record aside:
 * an innocent record must not become a dead letter because its store is full, and a record that no store will ever take
 * must not hold up those behind it. What a database says is judged by `@rushgraph/database`; a handler that uses Redis
 * turns what `isRedisAway` knows into a TryAgain. Anything else that a driver, the network or the system marks is a store's.
 */
export function whoseFault(error: unknown): Fault {
  if (isStoreAtFault(error)) return 'store';
  if (!(error instanceof Error) || isProgrammingError(error)) return 'bug';
  if (MISUSED_DRIVER.test(error.name)) return 'bug';
  if ('sqlState' in error) return 'bug';
  if (error.name.startsWith('Mongo') && 'code' in error && REFUSED_BY_MONGO.has(error.code)) return 'bug';
  if (DRIVER.test(error.name) || 'syscall' in error) return 'store';
  // Clients of other services mark their errors so: UND_ERR_CONNECT_TIMEOUT. Node's own misuse is ERR_…, a bug.
  return 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_') ? 'store' : 'bug';
}

/** How the MongoDB driver names that there is no server, or that it has stopped to answer. */
const MONGO_AWAY = /^Mongo(?:Network|ServerSelection|PoolCleared|NotConnected|TopologyClosed|OperationTimeout)/;

/** Whether a store that was tried cannot be had at all, by anybody. MySQL and Redis say so at once; MongoDB's driver waits. */
export function isStoreAway(error: unknown): boolean {
  return error instanceof Error && MONGO_AWAY.test(error.name);
}

function isProgrammingError(error: Error): boolean {
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError ||
    error instanceof SyntaxError
  );
}
