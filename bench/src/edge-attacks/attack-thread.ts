import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';
import { type Assault, assaults } from './assaults.ts';
import type { Attacked, Wanted } from './attack-from-thread.ts';

// Customers and subgraphs share a processor with it: what is measured is how long the gateway lets customers wait, not this one.
const BEHIND_CUSTOMERS = 19;
if (process.platform === 'linux') setPriority(BEHIND_CUSTOMERS);

/** More than there are in a run. */
const OF_ONE_RUN = 1_000_000;
const { url, privateKey, options } = workerData;
const all = await assaults(privateKey, options);

async function attackBy(assault: Assault, run: number): Promise<Attacked> {
  const { attack, attackers, requests = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = assault;
  const pool = new Pool(new URL(url).origin, { connections: 64 });
  const times: number[] = [];
  let wrong = 0;
  let cut = 0;
  let next = 0;
  const end = performance.now() + seconds * 1_000;

  async function attackOn(): Promise<void> {
    while (next < requests && performance.now() < end) {
      const index = next++;
      const sent = performance.now();
      const outcome = await attack.send({ url, pool }, run * OF_ONE_RUN + index);
      if (outcome === 'cut') cut += 1;
      else if (!outcome) wrong += 1;
      times.push(performance.now() - sent);
    }
  }

  await Promise.all(Array.from({ length: attackers }, attackOn));
  await pool.close();
  return { times, wrong, cut };
}

parentPort?.on('message', ({ attack: name, run }: Wanted) => {
  const assault = all.find(({ attack }) => attack.name === name);
  if (assault === undefined) throw new RangeError(`There is no attack ${name}`);
  void attackBy(assault, run).then((attacked) => parentPort?.postMessage(attacked));
});
parentPort?.postMessage('ready');
