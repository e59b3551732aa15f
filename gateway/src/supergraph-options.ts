import type { Server } from 'node:http';
import type { PersistedQueryOptions } from '@apollo/server';
import type { Discovery } from '@rushgraph/discovery';
import type { PolicySettings } from '@rushgraph/resilience';
import type { Health, Logger, Metrics } from '@rushgraph/service';
import type { Compression } from './fetch-subgraphs/decompress.ts';
import type { DenyList } from './identify/deny-list.ts';
import type { OperationLimits } from './limit-operations/limits.ts';
import type { RateLimits } from './limit-rates/limit-rates.ts';
import type { UseCounter } from './record-use/count-use.ts';
import type { Safelist } from './store-operations/safelist.ts';
import type { ReportUsageDeps } from './studio/report-usage.ts';
import type { StreamPlaces } from './subscribe/stream/limit-streams.ts';
import type { Patience } from './threads/ask-thread.ts';
import type { OwnTime } from './threads/own-time.ts';

export interface SupergraphOptions extends ReportUsageDeps {
  readonly supergraphSdl: string;
  /** What runs between plan and answer: our compiled engine, or Apollo's own executor. Both plan with Apollo's planner. */
  readonly engine: 'compiled' | 'apollo';
  /** Bytes of query plans that are remembered. */
  readonly planCacheBytes: number;
  /** Whether queries of one viewer that are alike and under way at the same time are one call to a subgraph. */
  readonly collapseQueries: boolean;
  readonly discovery: Pick<Discovery, 'follow'>;
  /** Where subgraphs are that are not where the supergraph says, as settings say it. */
  readonly urls: ReadonlyMap<string, string>;
  /** What each subgraph's calls are signed with. Without a key for one of them there is no start. */
  readonly keys: ReadonlyMap<string, Buffer>;
  /** The longest that one fetch may take, with all its tries. */
  readonly timeoutMs: number;
  /** When each subgraph is asked again, and when not any more. */
  readonly policyOf: (subgraph: string) => PolicySettings;
  readonly connections: number;
  /** Bytes of a subgraph's answer, once inflated. */
  readonly answerLimit: number;
  readonly compression: Compression;
  /** Whether subgraphs behind TLS are offered HTTP/2. */
  readonly http2: boolean;
  /** How often it is looked which subgraphs are there; 0 for never. */
  readonly watchMs: number;
  readonly health: Pick<Health, 'check'>;
  readonly introspection: boolean;
  /** Whether a request may ask for its query plan instead of its data. */
  readonly queryPlans: boolean;
  readonly limits: OperationLimits;
  /** The time that the thread which serves has for operations that are not known. */
  readonly ownTime: OwnTime;
  /** How long other threads are waited for with them, where there are few processors. */
  readonly patience: Patience;
  /** Lets so many milliseconds pass before the next one is examined; tests do without. */
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly rates: RateLimits;
  /** Where automatic persisted queries are kept; by default in this process alone. */
  readonly apqCache: PersistedQueryOptions['cache'] | undefined;
  /** When there is one, only its operations are run. */
  readonly safelist: Safelist | undefined;
  /** Ways to answer one operation that the planner compares. */
  readonly plans: number;
  readonly places: StreamPlaces;
  readonly denyList: DenyList;
  /** How long making one answer of a subscription may take. */
  readonly requestMs: number;
  /** How long a subgraph may be away from those who follow its events. */
  readonly upstreamPatienceMs: number;
  /** Counts what clients ask; without it nothing is counted. */
  readonly use?: UseCounter | undefined;
  /** Texts of operations that are planned before the first request. */
  readonly firstTexts?: readonly string[] | undefined;
  /** Drained when the engine stops. */
  readonly httpServer: Server;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
