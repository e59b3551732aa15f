import { wholeNumber } from '@rushgraph/service';
import { z } from 'zod';
import type { StudioAccount } from './report-usage.ts';

const addressMessage = 'must be an address like https://reports.example';
const isAddress = (text: string) => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** Apollo Studio: with a key, usage is reported. Without one nothing is sent, whatever else is set. */
export const studioSettings = {
  APOLLO_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be a key of Apollo Studio, such as service:shop:…, without blanks')
    .optional(),
  APOLLO_GRAPH_REF: z
    .string()
    .regex(/^[\w-]+(?:@[\w-]+)?$/, 'must name a graph and its variant, as in shop@current')
    .optional(),
  /** Who keeps the reports instead of Apollo. */
  USAGE_REPORTS_URL: z.string().refine(isAddress, addressMessage).optional(),
  /** Of this many operations in a hundred the fields are timed. */
  USAGE_TRACED_PERCENT: wholeNumber(0, 100).default(1),
  /** Who hands supergraphs out instead of Apollo, separated by commas. */
  UPLINK_URLS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isAddress), 'must be addresses like https://uplink.example, separated by commas')
    .optional(),
} as const;

interface StudioConfig {
  readonly APOLLO_KEY?: string | undefined;
  readonly APOLLO_GRAPH_REF?: string | undefined;
  readonly USAGE_REPORTS_URL?: string | undefined;
  readonly USAGE_TRACED_PERCENT: number;
  readonly SUPERGRAPH: string;
}

/** What does not fit together, as one sentence; undefined when all of it does. */
export function studioProblem({ APOLLO_KEY, APOLLO_GRAPH_REF, SUPERGRAPH }: StudioConfig): string | undefined {
  if (APOLLO_KEY !== undefined && APOLLO_GRAPH_REF === undefined)
    return 'APOLLO_KEY needs APOLLO_GRAPH_REF beside it, as in shop@current';
  if (SUPERGRAPH === 'uplink' && APOLLO_KEY === undefined)
    return 'SUPERGRAPH=uplink needs APOLLO_KEY and APOLLO_GRAPH_REF';
  return undefined;
}

/** The account of Apollo Studio, when there is one. */
export function studioAccount(config: StudioConfig): StudioAccount | undefined {
  const { APOLLO_KEY, APOLLO_GRAPH_REF, USAGE_REPORTS_URL, USAGE_TRACED_PERCENT } = config;
  if (APOLLO_KEY === undefined || APOLLO_GRAPH_REF === undefined) return undefined;
  return {
    key: APOLLO_KEY,
    graphRef: APOLLO_GRAPH_REF,
    reportsUrl: USAGE_REPORTS_URL,
    tracedShare: USAGE_TRACED_PERCENT / 100,
  };
}
