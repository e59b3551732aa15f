import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEarlierRelease } from './earlier-release.ts';

describe('the release before the newest migration', () => {
  let folder: string;
  let commits: string[];
  const inFolder = (name: string) => join(folder, name);
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@shop.test', ...args], { cwd, encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rushgraph-history-'));
    const repository = inFolder('repository');
    const migrations = join(repository, 'subgraphs', 'order', 'migrations');
    mkdirSync(migrations, { recursive: true });
    git(repository, 'init', '--quiet', '--initial-branch=main');
    const files = [join(migrations, '0000_a.sql'), join(migrations, '0001_b.sql'), join(repository, 'README.md')];
    commits = files.map((file) => {
      writeFileSync(file, file);
      git(repository, 'add', '.');
      git(repository, 'commit', '--quiet', '--message', 'One more');
      return git(repository, 'rev-parse', 'HEAD').trim();
    });
    git(folder, 'clone', '--quiet', '--depth=1', `file://${repository}`, 'shallow');
    mkdirSync(inFolder('nothing'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the commit before it, whatever came after', async () => {
    expect(await findEarlierRelease(inFolder('repository'), undefined)).toEqual({ commit: commits[0] });
  });

  it('is the one that was asked for', async () => {
    expect(await findEarlierRelease(inFolder('repository'), 'main')).toEqual({ commit: commits[2] });
    await expect(findEarlierRelease(inFolder('repository'), 'elsewhere')).rejects.toThrow();
  });

  it('cannot be had in a shallow clone, nor where there is no history', async () => {
    expect(await findEarlierRelease(inFolder('shallow'), undefined)).toEqual({
      missing: 'this clone is shallow: git fetch --unshallow brings the history',
    });
    expect(await findEarlierRelease(inFolder('nothing'), undefined)).toEqual({
      missing: 'git knows no history of this folder',
    });
  });
});
