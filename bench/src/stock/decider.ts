import type { Reservation, StockRequest } from '@rushgraph/item/stock';
import type { BenchServers } from '../harness/bench-servers.ts';

/** One way to decide who gets a piece. */
export interface Decider {
  decide(request: StockRequest): Promise<Reservation['outcome']>;
  /** Throws unless exactly this many pieces have been taken, and everything that it keeps agrees. */
  verify(taken: number): Promise<void>;
  stop(): Promise<void>;
}

export interface DeciderDefinition {
  readonly name: string;
  start(servers: BenchServers): Promise<Decider>;
}
