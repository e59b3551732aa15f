import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { preset as client } from '@graphql-codegen/client-preset';
import { expect, test } from 'vitest';
import { clientPreset } from './codegen.ts';

const schema = fileURLToPath(new URL('../../docs/contract.graphql', import.meta.url));
const document = `query Cheapest { items(first: 1) { nodes { createdAt price { amount currency } } } }`;

/** The file of types that the preset makes of the document. */
async function typesOf(preset: typeof clientPreset): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'codegen-'));
  try {
    const documents = join(folder, 'cheapest.graphql');
    await writeFile(documents, document);
    // By its name it would be looked for where the tests were started, and not here.
    const generates = { [`${folder}/gql/`]: { ...preset, preset: client } };
    const files: { filename: string; content: string }[] = await generate(
      { schema, documents, generates, silent: true },
      false,
    );
    return files.find(({ filename }) => filename.endsWith('graphql.ts'))?.content ?? '';
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the client preset knows the scalars of the shop by the map, and takes them for unknown without', async () => {
  const types = await typesOf(clientPreset);
  expect(types).toMatch(/createdAt: string/);
  expect(types).toMatch(/amount: number/);
  const without = await typesOf({ preset: 'client' });
  expect(without).toMatch(/amount: unknown/);
});
