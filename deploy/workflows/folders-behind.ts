import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).default({});
const packageFile = z.object({ name: z.string(), dependencies: names, devDependencies: names });

/** The folders of the workspace that a member of it is made of or tested with, however far behind; itself not among them. */
export function foldersBehind(root: string, folder: string): string[] {
  const members = membersOf(root);
  const found = new Set<string>();
  const visit = (dependencies: readonly string[]): void => {
    for (const dependency of dependencies) {
      const next = members.get(dependency);
      if (next === undefined || next === folder || found.has(next)) continue;
      found.add(next);
      visit(Object.keys(readPackage(root, next).dependencies));
    }
  };
  const { dependencies, devDependencies } = readPackage(root, folder);
  visit([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  return [...found];
}

/** Each package of the workspace, and its folder. */
function membersOf(root: string): ReadonlyMap<string, string> {
  const workspace: unknown = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'));
  const { packages } = z.object({ packages: z.array(z.string()) }).parse(workspace);
  const files = packages.flatMap((pattern) => globSync(join(pattern, 'package.json'), { cwd: root }));
  return new Map(files.map((file) => [readPackage(root, dirname(file)).name, dirname(file)]));
}

function readPackage(root: string, folder: string): z.infer<typeof packageFile> {
  return packageFile.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));
}
