import {
  type Environment,
  flag,
  httpSettings,
  loadConfig,
  redisSettings,
  viewerKeysSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';

/** The subgraphs of the shop; each may be moved with `<NAME>_URL`. */
export const subgraphNames = ['user', 'item', 'order', 'coupon', 'mypage'] as const;

const url = z
  .string()
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
    'must be an address like http://localhost:4001/graphql',
  );

const schema = z.object({
  ...httpSettings(4000),
  ...redisSettings,
  ...viewerKeysSettings(subgraphNames),
  SUPERGRAPH_PATH: z.string().default(''),
  JWKS_URL: url.default('http://localhost:4001/.well-known/jwks.json'),
  TOKEN_ISSUER: z.string().default('rushgraph'),
  USER_URL: url.optional(),
  ITEM_URL: url.optional(),
  ORDER_URL: url.optional(),
  COUPON_URL: url.optional(),
  MYPAGE_URL: url.optional(),
  SUBGRAPH_TIMEOUT_MS: wholeNumber(10, 60_000).default(5_000),
  SUBGRAPH_CONNECTIONS: wholeNumber(1, 10_000).default(128),
  EXPLORER: flag.default(true),
  /** Exact origins that browsers may call from, separated by commas. */
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((origin) => origin !== '')),
});
export type GatewayConfig = z.infer<typeof schema>;

/** Reads the settings; throws a ConfigError that lists every problem. */
export function gatewayConfig(environment: Environment): GatewayConfig {
  return loadConfig(schema, environment);
}

/** Where subgraphs are that are not where the supergraph says. */
export function subgraphUrls(config: GatewayConfig): ReadonlyMap<string, string> {
  const { USER_URL, ITEM_URL, ORDER_URL, COUPON_URL, MYPAGE_URL } = config;
  const moved = { user: USER_URL, item: ITEM_URL, order: ORDER_URL, coupon: COUPON_URL, mypage: MYPAGE_URL };
  return new Map(Object.entries(moved).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
