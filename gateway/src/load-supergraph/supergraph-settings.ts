import { mysqlSettings, wholeNumber } from '@rushgraph/service';
import { z } from 'zod';

/** Where the supergraph comes from, and how often it is looked for another one. */
export const supergraphSettings = {
  SUPERGRAPH: z.enum(['file', 'registry', 'uplink'], 'must be file, registry or uplink').default('file'),
  SUPERGRAPH_PATH: z.string().default(''),
  /** Of the file; 0 for never. */
  SUPERGRAPH_WATCH_MS: wholeNumber(0, 3_600_000).default(1_000),
  /** A user that may read it, and record use in it. */
  REGISTRY_MYSQL_URL: mysqlSettings('registry').MYSQL_URL,
  /** Beside what Redis tells at once. */
  REGISTRY_POLL_MS: wholeNumber(100, 3_600_000).default(10_000),
  /** How often it is told what clients have asked. */
  REGISTRY_RECORD_MS: wholeNumber(100, 600_000).default(5_000),
  /** Where the last good supergraph of the registry is kept for a start without it. */
  SUPERGRAPH_KEPT_PATH: z.string().default(''),
} as const;
