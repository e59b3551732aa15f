import type { Reservation } from '@rushgraph/item/keep-stock/decide/reservation';
import type { StockRequest } from '@rushgraph/item/keep-stock/decide/stock-keeper';
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
