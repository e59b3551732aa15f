import { placeSetting } from '@rushgraph/discovery';
import { DEFAULT_SETTINGS, type PolicySettings, policySetting } from '@rushgraph/resilience';
import {
  discoverySettings,
  type Environment,
  flag,
  httpSettings,
  loadConfig,
  logSettings,
  viewerKeysSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';
import { defaultLimits, type OperationLimits } from './limit-operations/limits.ts';
import { DEVELOPMENT_RATES, PRODUCTION_RATES, parseRateRules, rateRulesSetting } from './limit-rates/rate-rules.ts';
import { isAddressOrNetwork, listSetting } from './list-setting.ts';
import { supergraphSettings } from './load-supergraph/supergraph-settings.ts';
import { studioProblem, studioSettings } from './studio/studio-settings.ts';
import type { StreamSettings } from './subscribe/serve-subscriptions.ts';

/** The subgraphs of the shop; each may be moved with `<NAME>_URL`. */
export const subgraphNames = ['user', 'item', 'order', 'coupon', 'mypage'] as const;

const url = z
  .string()
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
    'must be an address like http://localhost:4001/graphql',
  );

/** Like the original's, but that a rush may wait for its turn: what is not asked at once is asked soon. */
const POLICY: PolicySettings = { ...DEFAULT_SETTINGS, maxQueued: 10_000 };

const schema = z
  .object({
    ...httpSettings(4000),
    ...logSettings,
    ...discoverySettings,
    ...viewerKeysSettings(subgraphNames),
    ...studioSettings,
    ...supergraphSettings,
    JWKS_URL: url.default('http://localhost:4001/.well-known/jwks.json'),
    ACCESS_TOKEN_ISSUER: z.string().default('rushgraph'),
    USER_URL: placeSetting.optional(),
    ITEM_URL: placeSetting.optional(),
    ORDER_URL: placeSetting.optional(),
    COUPON_URL: placeSetting.optional(),
    MYPAGE_URL: placeSetting.optional(),
    /** What runs between plan and answer: the compiled engine, or Apollo's own executor. */
    GATEWAY_ENGINE: z.enum(['compiled', 'apollo']).default('compiled'),
    /** Whether queries of one viewer that are alike and under way at the same time are one call to a subgraph. */
    COLLAPSE_QUERIES: flag.default(false),
    PLAN_CACHE_MB: wholeNumber(1, 4_096).default(64),
    SUBGRAPH_TIMEOUT_MS: wholeNumber(10, 300_000).default(5_000),
    DRAIN_WAIT_MS: wholeNumber(0, 9_000).default(0),
    UPLOAD_TIMEOUT_MS: wholeNumber(100, 300_000).default(30_000),
    REQUEST_TIMEOUT_MS: wholeNumber(10, 300_000).default(15_000),
    USER_POLICY: policySetting(POLICY),
    ITEM_POLICY: policySetting(POLICY),
    ORDER_POLICY: policySetting({ ...POLICY, failurePercent: 30 }),
    COUPON_POLICY: policySetting(POLICY),
    MYPAGE_POLICY: policySetting(POLICY),
    SUBGRAPH_CONNECTIONS: wholeNumber(1, 10_000).default(128),
    SUBGRAPH_ANSWER_MB: wholeNumber(1, 1_024).default(16),
    /** What answers of subgraphs are compressed with: it pays where the way is long, not on one computer. */
    SUBGRAPH_COMPRESSION: z.enum(['none', 'gzip', 'br'], 'must be none, gzip or br').default('none'),
    /** Offered to subgraphs whose address begins with https. */
    SUBGRAPH_HTTP2: flag.default(false),
    /** How often it is looked which subgraphs are there; 0 for never. */
    SUBGRAPH_WATCH_MS: wholeNumber(0, 60_000).default(1_000),
    MAX_TOKENS: wholeNumber(100, 100_000).default(defaultLimits.tokens),
    MAX_DEPTH: wholeNumber(1, 100).default(defaultLimits.depth),
    MAX_SELECTIONS: wholeNumber(10, 100_000).default(defaultLimits.selections),
    MAX_ALIASES: wholeNumber(0, 100_000).default(defaultLimits.aliases),
    MAX_DIRECTIVES: wholeNumber(0, 100_000).default(defaultLimits.directives),
    MAX_ROOT_FIELDS: wholeNumber(1, 10_000).default(defaultLimits.rootFields),
    MAX_COST: wholeNumber(1, 1_000_000_000).default(defaultLimits.cost),
    MAX_PLANS: wholeNumber(1, 10_000).default(64),
    /** Rules like `login:address=20/60`, or `off`; by default stricter where NODE_ENV is production. */
    RATE_LIMITS: rateRulesSetting.optional(),
    RATE_LIMITS_WITHOUT_REDIS: z.enum(['open', 'closed'], 'must be open or closed').default('open'),
    /** For so long a refusal is held for who is refused again and again; 0 for never. */
    TARPIT_MS: wholeNumber(0, 500).default(50),
    STREAMS_PER_VIEWER: wholeNumber(1, 1_000_000).default(100),
    STREAMS_PER_ADDRESS: wholeNumber(1, 1_000_000).default(500),
    STREAMS: wholeNumber(1, 1_000_000).default(20_000),
    STREAM_HEARTBEAT_MS: wholeNumber(100, 60_000).default(10_000),
    STREAM_STUCK_MS: wholeNumber(100, 600_000).default(30_000),
    STREAM_INIT_MS: wholeNumber(100, 60_000).default(5_000),
    STREAM_PATIENCE_MS: wholeNumber(100, 3_600_000).default(60_000),
    /** Run stored operations, and no others. */
    SAFELIST: flag.default(false),
    /** All are on unless NODE_ENV is production; what is set here wins. */
    INTROSPECTION: flag.optional(),
    EXPLORER: flag.optional(),
    APOLLO_SANDBOX: flag.optional(),
    /** Answer query plans. They say which subgraph knows what, so production never does. */
    QUERY_PLANS: flag.optional(),
    NODE_ENV: z.string().optional(),
    /** Exact origins that browsers may call from, separated by commas. */
    CORS_ORIGINS: listSetting(
      (entry) => URL.parse(entry)?.origin === entry,
      'must be origins like https://shop.example, separated by commas',
    ),
    /** Load balancers whose `x-forwarded-for` is believed: addresses or networks, separated by commas. */
    TRUSTED_PROXIES: listSetting(
      isAddressOrNetwork,
      'must be addresses or networks like 10.0.0.7 or 10.0.0.0/8, separated by commas',
    ),
  })
  .superRefine((settings, context) => {
    const problem = studioProblem(settings);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    if (settings.QUERY_PLANS === true && settings.NODE_ENV === 'production')
      context.addIssue({ code: 'custom', path: ['QUERY_PLANS'], message: 'must not be true in production' });
  })
  .transform(({ NODE_ENV, INTROSPECTION, EXPLORER, APOLLO_SANDBOX, QUERY_PLANS, ...settings }) => {
    const isOpen = NODE_ENV !== 'production';
    const hasSchema = INTROSPECTION ?? isOpen;
    const rates = parseRateRules(isOpen ? DEVELOPMENT_RATES : PRODUCTION_RATES) ?? [];
    return {
      ...settings,
      localOrigins: isOpen && settings.CORS_ORIGINS.length === 0,
      RATE_LIMITS: settings.RATE_LIMITS ?? rates,
      INTROSPECTION: hasSchema,
      EXPLORER: EXPLORER ?? isOpen,
      APOLLO_SANDBOX: APOLLO_SANDBOX ?? hasSchema,
      QUERY_PLANS: QUERY_PLANS ?? isOpen,
    };
  });
export type GatewayConfig = z.infer<typeof schema>;

/** Reads the settings; throws a ConfigError that lists every problem. */
export function gatewayConfig(environment: Environment): GatewayConfig {
  return loadConfig(schema, environment);
}

/** Where subgraphs are that are not where the supergraph says, as `follow` takes it. */
export function subgraphUrls(config: GatewayConfig): ReadonlyMap<string, string> {
  const { USER_URL, ITEM_URL, ORDER_URL, COUPON_URL, MYPAGE_URL } = config;
  const moved = { user: USER_URL, item: ITEM_URL, order: ORDER_URL, coupon: COUPON_URL, mypage: MYPAGE_URL };
  return new Map(Object.entries(moved).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What one operation may ask for. */
export function operationLimits(config: GatewayConfig): OperationLimits {
  return {
    tokens: config.MAX_TOKENS,
    depth: config.MAX_DEPTH,
    selections: config.MAX_SELECTIONS,
    aliases: config.MAX_ALIASES,
    directives: config.MAX_DIRECTIVES,
    rootFields: config.MAX_ROOT_FIELDS,
    cost: config.MAX_COST,
  };
}

/** How subscriptions are bounded and kept alive. */
export function streamSettings(config: GatewayConfig): StreamSettings {
  return {
    perViewer: config.STREAMS_PER_VIEWER,
    perAddress: config.STREAMS_PER_ADDRESS,
    perProcess: config.STREAMS,
    heartbeatMs: config.STREAM_HEARTBEAT_MS,
    stuckMs: config.STREAM_STUCK_MS,
    monotonic: () => performance.now(),
    initMs: config.STREAM_INIT_MS,
  };
}

/** When each subgraph is asked again, and when not any more; one that has no setting of its own has the defaults. */
export function policies(config: GatewayConfig): (subgraph: string) => PolicySettings {
  const { USER_POLICY, ITEM_POLICY, ORDER_POLICY, COUPON_POLICY, MYPAGE_POLICY } = config;
  const named: ReadonlyMap<string, PolicySettings> = new Map([
    ['user', USER_POLICY],
    ['item', ITEM_POLICY],
    ['order', ORDER_POLICY],
    ['coupon', COUPON_POLICY],
    ['mypage', MYPAGE_POLICY],
  ]);
  return (subgraph) => named.get(subgraph) ?? POLICY;
}

/** The gateway library reports to its makers unless it is told not to before it is first used. It reads this alone. */
export function refuseTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
}
