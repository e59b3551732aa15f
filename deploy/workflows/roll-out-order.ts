import { z } from 'zod';

/** What `npm run schema -- check --json` says of a subgraph. */
const report = z.object({
  outcome: z.string(),
  changes: z.array(z.object({ words: z.string(), first: z.enum(['schema', 'instances', 'either']) })).default([]),
});

/**
 * What comes first when a subgraph is deployed with all of its changes: its schema is published before the first new instance
 * starts, or after the last old one has gone. Changes that need the one and the other are refused.
 */
export function rollOutOrder(checked: unknown): 'publish' | 'instances' {
  const { changes } = report.parse(checked);
  const before = changes.find(({ first }) => first === 'schema');
  const after = changes.find(({ first }) => first === 'instances');
  if (before !== undefined && after !== undefined)
    throw new Error(
      `Do this in two releases: one that is published before new instances start (${before.words}), and one that is published after the old have gone (${after.words}).`,
    );
  return before === undefined ? 'instances' : 'publish';
}
