import { createDiscovery } from '@rushgraph/discovery';
import { createHealth } from '@rushgraph/service';
import { silentLogger } from '@rushgraph/testkit';

/** Discovery for subgraphs at fixed addresses: there is no Redis, and none is asked. */
export const fixedPlaces = createDiscovery({
  redisUrl: 'redis://127.0.0.1:1',
  health: createHealth(),
  logger: silentLogger(),
  random: Math.random,
});
