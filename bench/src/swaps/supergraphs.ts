import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/bench-servers.ts';

const FIELD = '  availability: Availability!';

/** The shop's supergraph, and the same with one field more. */
export function supergraphs(): readonly [string, string] {
  const plain = readFileSync(join(root, 'supergraph.graphql'), 'utf8');
  const withMore = plain.replace(FIELD, `  colour: String @join__field(graph: ITEM)\n${FIELD}`);
  if (withMore === plain) throw new Error(`supergraph.graphql has no line that begins with "${FIELD.trim()}"`);
  return [plain, withMore];
}
