import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { runTool } from '../tools/run-tool.ts';

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Files, and folders of one service or package, that import each other in a circle; types count as well. Files beside each
 * other at the top of `src/` compose what lies below them, and belong to no folder. Tests and generated code are left out.
 */
export async function findImportCycles(root: string): Promise<string[]> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '*/src/*.ts'];
  const { output } = await runTool('git', list, { cwd: root, capture: true });
  const files = output.split('\n').filter((file) => isProduct(file) && existsSync(join(root, file)));
  const imports = new Map(files.map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]));
  return [...cyclesOf(imports), ...cyclesOf(betweenFolders(imports))].map((cycle) => cycle.join(' → '));
}

function isProduct(file: string): boolean {
  return file !== '' && !file.includes('.spec.') && !file.includes('/generated/') && !file.startsWith('bench/');
}

/** The files that a file imports by a relative path. */
export function importsOf(file: string, text: string): ReadonlySet<string> {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+\.ts)'/g);
  return new Set([...found].map(([, path = '']) => normalize(join(dirname(file), path))));
}

function betweenFolders(imports: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, imported] of imports) {
    const from = dirname(file);
    const others = [...imported].map((path) => dirname(path)).filter((to) => to !== from && !to.endsWith('/src'));
    if (!from.endsWith('/src')) folders.set(from, new Set([...(folders.get(from) ?? []), ...others]));
  }
  return folders;
}

/** One shortest circle through each node that is on one, each circle once, and its first node again at its end. */
export function cyclesOf(graph: Graph): string[][] {
  const cycles = new Map<string, string[]>();
  for (const start of graph.keys()) {
    const cycle = wayBackTo(start, graph);
    const key = cycle?.toSorted().join(' ') ?? '';
    if (cycle !== undefined && !cycles.has(key)) cycles.set(key, [...cycle, start]);
  }
  return [...cycles.values()];
}

function wayBackTo(start: string, graph: Graph): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return wayTo(node, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let at: string | undefined = node; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
