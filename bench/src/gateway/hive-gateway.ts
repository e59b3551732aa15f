/** Hive Gateway of The Guild, the other open gateway for Node. It is large (some 500 MB), so only this benchmark fetches it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/bench-servers.ts';
import type { ContestantKind } from './start-contestants.ts';

const PACKAGES = {
  '@graphql-hive/gateway': '2.15.1',
  '@graphql-hive/router-runtime': '1.4.23',
  graphql: '16.15.0',
};
const home = join(root, '.stack', 'hive-gateway');

/** Fetches it where it is not there yet. */
export async function installHiveGateway(say: (line: string) => void): Promise<void> {
  const wanted = `${JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES }, null, 2)}\n`;
  const manifest = join(home, 'package.json');
  const done = join(home, '.installed');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  say('Fetching Hive Gateway into .stack/hive-gateway (once, about 500 MB)');
  mkdirSync(home, { recursive: true });
  writeFileSync(manifest, wanted);
  writeFileSync(join(home, 'pnpm-workspace.yaml'), 'packages: []\n');
  const args = ['install', '--dir', home, '--ignore-workspace', '--ignore-scripts', '--reporter=silent'];
  const child = spawn('pnpm', args, { cwd: home, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Hive Gateway could not be fetched: pnpm ended with ${code}`);
  writeFileSync(done, wanted);
}

export interface HiveOptions {
  readonly name: string;
  readonly stubPort: number;
  /** Its query planner in Rust, and the executor that belongs to it. */
  readonly isRust: boolean;
  /** Whether equal requests to a subgraph that are under way at the same time are one. It does so unless told not to. */
  readonly collapses: boolean;
}

/**
 * As its documentation advises for production: one process, no explorer, no logging of requests, and the compiled execution
 * (`jit`). The supergraph is read once from the same file as for the others, with the addresses of the made-up subgraphs.
 */
export function hiveGateway({ name, stubPort, isRust, collapses }: HiveOptions): ContestantKind {
  const folder = join(home, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const sdl = readFileSync(join(root, 'supergraph.graphql'), 'utf8');
  const here = sdl.replaceAll(
    /name: "(\w+)", url: "[^"]*"/g,
    (_, subgraph) => `name: "${subgraph}", url: "http://127.0.0.1:${stubPort}/${subgraph}"`,
  );
  writeFileSync(join(folder, 'supergraph.graphql'), here);
  const settings = {
    supergraph: './supergraph.graphql',
    host: '127.0.0.1',
    // The Rust planner has an executor of its own; with both, nothing is asked of the subgraphs.
    jit: !isRust,
    logging: false,
    graphiql: false,
    landingPage: false,
    disableWebsockets: true,
    maskedErrors: true,
    transportEntries: { '*.http': { options: { deduplicateInflightRequests: collapses } } },
  };
  writeFileSync(
    join(folder, 'gateway.config.mjs'),
    `export const gatewayConfig = ${JSON.stringify(settings, null, 2)};\n`,
  );
  return {
    name,
    script: join(home, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js'),
    args: [
      ...['supergraph', '--port', '%PORT%', '--fork', '1', '--polling', '24h'],
      ...(isRust ? ['--hive-router-runtime'] : []),
    ],
    cwd: folder,
    env: { NODE_ENV: 'production' },
  };
}
