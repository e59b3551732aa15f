import {
  type Environment,
  httpSettings,
  kafkaSettings,
  loadConfig,
  logSettings,
  mongodbSettings,
  roleSettings,
  viewerSettings,
} from '@rushgraph/service';
import { z } from 'zod';

const schema = z.object({
  ...httpSettings(4005),
  ...logSettings,
  ...roleSettings,
  ...mongodbSettings,
  ...kafkaSettings,
  ...viewerSettings,
});

export type MyPageConfig = z.infer<typeof schema>;

/** Reads the settings of the mypage service; all problems are reported at once. */
export function myPageConfig(env: Environment): MyPageConfig {
  return loadConfig(schema, env);
}
