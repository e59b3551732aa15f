import { setTimeout } from 'node:timers/promises';
import { createDiscovery } from '@rushgraph/discovery';
import { createAccessTokenVerifier, fetchJwks } from '@rushgraph/identity';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import {
  createClock,
  createHealth,
  createMetrics,
  type Logger,
  listen,
  makeYoung,
  type Repeated,
  readyHeap,
  runEvery,
  runMain,
  startStep,
} from '@rushgraph/service';
import { buildGatewayApp } from './app.ts';
import { gatewayConfig, operationLimits, policies, streamSettings, subgraphUrls } from './config.ts';
import { findSupergraph } from './find-supergraph.ts';
import { createDenyList } from './identify/deny-list.ts';
import { createRateLimits } from './limit-rates/limit-rates.ts';
import { createApqCache } from './store-operations/apq-cache.ts';
import { createSafelist, type Safelist } from './store-operations/safelist.ts';
import { studioAccount } from './studio/studio-settings.ts';
import { createTarpit } from './tarpit/tarpit.ts';
import { createOwnTime } from './threads/own-time.ts';

/** So soon an operation that was stored is run. */
const SAFELIST_EVERY_MS = 5_000;
/** A little longer than what is under way may take. */
const HTTP_STOP_MS = 14_000;
/** Every signed-in request waits for Redis, and does without it after this long. */
const REDIS_LIMIT_MS = 250;
/**
 * A twentieth of the time of the thread that serves, for operations that are not known: a client's few are looked at in
 * milliseconds, and a stranger's many by other threads.
 */
const OWN_TIME = { firstMs: 200, firstUntilMs: 10_000, burstMs: 10, debtMs: 40, perSecondMs: 50 };
/** Whoever gets more refusals than any client program does waits for them: two connections get 40 a second instead of 700. */
const TARPIT = { free: 100, windowMs: 5_000, spaceMs: 5, longestMs: 500, owners: 10_000 };
/** Where others keep all processors busy, other threads have none; the one that serves then does what takes it little. */
const PATIENCE = { toBeginMs: 1_000, toAnswerMs: 2_000 };

// Before the supergraph is read, of which all is kept.
makeYoung();
await runMain('gateway', async ({ env, logger, onStop }) => {
  const config = gatewayConfig(env);
  const now = createClock();
  const monotonic = () => performance.now();
  const metrics = createMetrics('gateway');
  const health = createHealth({ now });
  const supergraph = await findSupergraph(config, { health, metrics, logger, now });
  const redis = createRedis({
    url: config.REDIS_URL,
    name: 'gateway',
    logger,
    commandTimeoutMs: REDIS_LIMIT_MS,
  });
  const discovery = createDiscovery({
    redisUrl: config.DISCOVERY_REDIS_URL ?? config.REDIS_URL,
    health,
    logger,
    random: Math.random,
  });
  const safelist = config.SAFELIST ? createSafelist(redis, logger) : undefined;
  const app = await startStep(`The supergraph ${supergraph.name} cannot be served`, () =>
    buildGatewayApp({
      supergraphSdl: supergraph.sdl,
      followSupergraph: supergraph.follow,
      firstTexts: supergraph.firstTexts,
      use: supergraph.use,
      studio: studioAccount(config),
      discovery,
      urls: subgraphUrls(config),
      keys: config.VIEWER_KEYS,
      engine: config.GATEWAY_ENGINE,
      collapseQueries: config.COLLAPSE_QUERIES,
      planCacheBytes: config.PLAN_CACHE_MB * 1_048_576,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      apqCache: createApqCache(redis, logger),
      safelist,
      uploadMs: config.UPLOAD_TIMEOUT_MS,
      requestMs: config.REQUEST_TIMEOUT_MS,
      policyOf: policies(config),
      random: Math.random,
      connections: config.SUBGRAPH_CONNECTIONS,
      answerLimit: config.SUBGRAPH_ANSWER_MB * 1_048_576,
      compression: config.SUBGRAPH_COMPRESSION,
      http2: config.SUBGRAPH_HTTP2,
      watchMs: config.SUBGRAPH_WATCH_MS,
      introspection: config.INTROSPECTION,
      queryPlans: config.QUERY_PLANS,
      sandbox: config.APOLLO_SANDBOX,
      limits: operationLimits(config),
      ownTime: createOwnTime({ ...OWN_TIME, monotonic }),
      patience: PATIENCE,
      plans: config.MAX_PLANS,
      rates: createRateLimits({
        rules: config.RATE_LIMITS,
        redis,
        withoutRedis: config.RATE_LIMITS_WITHOUT_REDIS,
        logger,
        metrics,
      }),
      streams: streamSettings(config),
      upstreamPatienceMs: config.STREAM_PATIENCE_MS,
      explorer: config.EXPLORER,
      corsOrigins: config.CORS_ORIGINS,
      localOrigins: config.localOrigins,
      trustedProxies: config.TRUSTED_PROXIES,
      tarpit: config.TARPIT_MS > 0 ? createTarpit({ ...TARPIT, holdMs: config.TARPIT_MS, monotonic }) : undefined,
      verifier: createAccessTokenVerifier({
        jwks: () => fetchJwks(config.JWKS_URL),
        issuer: config.ACCESS_TOKEN_ISSUER,
        onFetchError: (error) => logger.warn({ err: error }, 'could not refresh the keys that verify access tokens'),
      }),
      denyList: createDenyList({ redis, logger, metrics }),
      now,
      logger,
      health,
      metrics,
    }),
  );
  // What was published since the last start is served from the first request on, or was refused.
  await supergraph.settled();
  // Sessions can be verified without Redis, only not be revoked early: the gateway starts and stays ready. With it, no
  // request comes before the connection.
  health.check('redis', () => pingRedis(redis), { required: false });
  await health.report();
  await discovery.looked();
  readyHeap();
  await safelist?.refresh();
  const reading = safelist && keepReading(safelist, logger);

  onStop('readiness', async () => {
    health.drain();
    // Load balancers look now and then: until they have, they still send requests here.
    await setTimeout(config.DRAIN_WAIT_MS);
  });
  onStop('http', () => app.close(), { limitMs: HTTP_STOP_MS });
  onStop('supergraph', () => supergraph.stop());
  onStop('discovery', () => discovery.stop());
  onStop('safelist', async () => reading?.stop());
  onStop('redis', () => closeRedis(redis));

  await listen(app, { config, health, metrics, logger, onStop });
});

function keepReading(safelist: Safelist, logger: Logger): Repeated {
  const work = async () => {
    await safelist.refresh();
    return false;
  };
  return runEvery({ name: 'safelist', everyMs: SAFELIST_EVERY_MS, work, logger });
}
