import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Paths = { readonly base: string; readonly data: string };

/**
 * Runs `work` with other paths to the same directories: links in a temporary folder, whose names hold nothing that a
 * shell takes apart. For scripts that do not quote, such as MariaDB's installer.
 */
export async function withPlainPaths(directories: Paths, work: (plain: Paths) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rushgraph-'));
  try {
    const plain = { base: join(folder, 'base'), data: join(folder, 'data') };
    await symlink(directories.base, plain.base);
    await symlink(directories.data, plain.data);
    await work(plain);
  } finally {
    await rm(folder, { recursive: true });
  }
}
