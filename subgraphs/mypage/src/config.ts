import { placeSettingAt } from '@rushgraph/discovery';
import { DEFAULT_SETTINGS, policySetting } from '@rushgraph/resilience';
import {
  consumerSettings,
  type Environment,
  loadConfig,
  mongodbSettings,
  subgraphSettings,
  viewerKeysSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';
import { owners } from './compose-my-page/ask-owners.ts';

const schema = z.object({
  ...subgraphSettings(4005),
  ...mongodbSettings,
  ...consumerSettings,
  ...viewerKeysSettings(owners),
  USER_URL: placeSettingAt(4001),
  ORDER_URL: placeSettingAt(4003),
  COUPON_URL: placeSettingAt(4004),
  /** How asking an owner for a part of a page is bounded; what differs, as in `timeLimitMs=500,tries=1`. */
  OWNER_POLICY: policySetting({ ...DEFAULT_SETTINGS, timeLimitMs: 1_000, slowAfterMs: 1_000, tries: 2 }),
  /** How long all tries for one part may take together. */
  COMPOSE_LIMIT_MS: wholeNumber(1, 60_000).default(2_000),
  /** How reading a page is bounded. One that cannot be read in time is composed. */
  STORE_POLICY: policySetting({ ...DEFAULT_SETTINGS, timeLimitMs: 500, slowAfterMs: 500, openMs: 2_000, tries: 1 }),
});

export type MyPageConfig = z.infer<typeof schema>;

/** Reads the settings of the mypage service; all problems are reported at once. */
export function myPageConfig(env: Environment): MyPageConfig {
  return loadConfig(schema, env);
}
