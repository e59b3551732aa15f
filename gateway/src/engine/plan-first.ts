import { Kind, parse, validate } from 'graphql';
import { ourselves } from '../threads/sender.ts';
import { compileOperation } from './execute/operation.ts';
import type { LoadedSupergraph } from './loaded-supergraph.ts';

/** A start does not wait longer for plans that the first requests would get as well. */
const LIMIT_MS = 3_000;

/** Plans operations before anybody asks. What no longer fits the supergraph, or cannot be planned, is left out. */
export async function planFirst(texts: readonly string[], loaded: LoadedSupergraph): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  for (const text of texts) {
    if (performance.now() > until) return;
    const document = parse(text, { noLocation: true });
    if (validate(loaded.schema, document).length > 0) continue;
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const source = { document, operationName: definition.name?.value, variables: {}, sender: ourselves };
      await compileOperation(source, loaded).catch(() => undefined);
    }
  }
}
