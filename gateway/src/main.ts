import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAccessTokenVerifier, fetchJwks } from '@rushgraph/identity';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { createClock, createHealth, createMetrics, runMain, startStep } from '@rushgraph/service';
import { buildGatewayApp } from './app.ts';
import { gatewayConfig, subgraphUrls } from './config.ts';
import { createDenyList } from './identify/deny-list.ts';

// The gateway library reports to its makers unless it is told not to, before it is first used.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

await runMain('gateway', async ({ env, logger, onStop }) => {
  const config = gatewayConfig(env);
  const now = createClock();
  const metrics = createMetrics('gateway');
  const health = createHealth({ now });
  const path = config.SUPERGRAPH_PATH || fileURLToPath(new URL('../../supergraph.graphql', import.meta.url));
  const supergraphSdl = await startStep(`The supergraph ${path} cannot be read`, async () =>
    readFileSync(path, 'utf8'),
  );
  const redis = createRedis({ url: config.REDIS_URL, name: 'gateway', logger, commandTimeoutMs: 500 });
  const app = await buildGatewayApp({
    supergraphSdl,
    urls: subgraphUrls(config),
    keys: config.VIEWER_KEYS,
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    connections: config.SUBGRAPH_CONNECTIONS,
    introspection: config.INTROSPECTION,
    explorer: config.EXPLORER,
    corsOrigins: config.CORS_ORIGINS,
    verifier: createAccessTokenVerifier({ jwks: () => fetchJwks(config.JWKS_URL), issuer: config.TOKEN_ISSUER }),
    denyList: createDenyList({ redis, logger, metrics }),
    now,
    logger,
    health,
    metrics,
  });
  // Sessions can be verified without Redis, only not be revoked early: the gateway stays ready.
  health.check('redis', () => pingRedis(redis), { required: false });

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  onStop('redis', () => closeRedis(redis));

  const address = await app.listen({ port: config.PORT, host: config.HOST });
  logger.info({ address }, 'ready');
});
