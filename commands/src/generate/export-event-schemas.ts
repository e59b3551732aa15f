import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definitions } from '@rushgraph/contracts';
import { z } from 'zod';

/** The JSON Schema of every published event, by path: what writers in other languages build against. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    definitions.map((definition) => [
      `packages/contracts/schemas/${definition.type}.json`,
      `${JSON.stringify(z.toJSONSchema(definition.schema, { io: 'input' }), null, 2)}\n`,
    ]),
  );
}

/** Writes the schemas below `root`. */
export function exportEventSchemas(root: string): void {
  for (const [path, text] of schemaFiles()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
