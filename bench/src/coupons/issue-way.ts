import type { BenchServers } from '../harness/bench-servers.ts';

/** A way to give one coupon to one customer, as often as it is asked. */
export interface IssueWay {
  readonly name: string;
  start(servers: BenchServers, load: IssueLoad): Promise<RunningWay>;
}

export interface IssueLoad {
  /** How many ask at once. */
  readonly callers: number;
  /** Coupons that there are; no more are asked for. */
  readonly most: number;
}

export interface RunningWay {
  /** Customer number `index` gets a coupon; throws if not. */
  issue(index: number): Promise<void>;
  /** Throws unless exactly so many are gone. */
  verify(issued: number): Promise<void>;
  stop(): Promise<void>;
}
