import { fileURLToPath } from 'node:url';
import { startStack } from '@rushgraph/stack';
import type { TestProject } from 'vitest/node';
import { removeLeftovers } from './servers/remove-leftovers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Vitest calls this once per run: the four test servers are up, and every test file is told where. */
export async function setup(project: TestProject): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const stack = await startStack({ set: 'test', root, env: process.env, log });
  await removeLeftovers(stack);
  project.provide('stack', stack);
}
