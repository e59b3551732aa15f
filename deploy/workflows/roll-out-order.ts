import { z } from 'zod';

/** What `npm run schema -- check --json` says of a subgraph. */
const report = z.object({
  outcome: z.string(),
  changes: z
    .array(z.object({ kind: z.enum(['added', 'removed', 'changed']), words: z.string(), isBreaking: z.boolean() }))
    .default([]),
});

/**
 * What comes first when a subgraph is deployed. Gateways ask for what is published: so what is taken away is published before
 * the first instance lacks it, and what is added after the last instance has it. One that does both is refused.
 */
export function rollOutOrder(checked: unknown): 'publish' | 'instances' {
  const { changes } = report.parse(checked);
  const takesAway = changes.filter(({ kind, isBreaking }) => kind === 'removed' || isBreaking);
  const adds = changes.filter(({ kind, isBreaking }) => kind === 'added' && !isBreaking);
  const [gone] = takesAway;
  const [come] = adds;
  if (gone !== undefined && come !== undefined)
    throw new Error(
      `Do this in two releases: first what is added (${come.words}), then what is taken away (${gone.words}).`,
    );
  return gone === undefined ? 'instances' : 'publish';
}
