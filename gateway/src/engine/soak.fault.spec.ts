import { readFileSync } from 'node:fs';
import { seededRandom } from '@rushgraph/testkit/chance';
import { expect, test, vi } from 'vitest';
import { soakEngine } from '../../test/soak/soak.ts';

// Twenty supergraphs and hundreds of plans, on whatever else the computer does.
vi.setConfig({ testTimeout: 600_000 });

const supergraphSdl = readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8');
const PLAN_CACHE_BYTES = 600_000;

test('many different operations and changes of the supergraph fail no request, and leave nothing behind', async () => {
  const report = await soakEngine({
    supergraphSdl,
    operations: 500,
    requests: 20_000,
    swaps: 20,
    planCacheBytes: PLAN_CACHE_BYTES,
    random: seededRandom(7),
  });
  expect(report.failed).toEqual([]);
  expect(report.requests).toBeGreaterThanOrEqual(20_000);
  // Plans, and as much again for their compiled forms. There are more operations than they hold; a plan whose operation stays
  // compiled is not used again, and has no more than the room for what was used once.
  expect(report.mostPlanBytes).toBeLessThanOrEqual(2 * PLAN_CACHE_BYTES);
  expect(report.mostPlanBytes).toBeGreaterThan(PLAN_CACHE_BYTES / 2);
  const [whenFull = 0, atEnd = 0] = [report.asking[4], report.asking.at(-1)];
  expect(atEnd).toBeLessThan(whenFull * 1.1);
  const [early = 0, late = 0] = [report.swapping[2], report.swapping.at(-1)];
  expect(late).toBeLessThan(early * 1.1);
});
