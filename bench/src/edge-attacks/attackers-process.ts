import { Pool } from 'undici';
import { answerAsked } from '../harness/helper-process.ts';
import { type Assault, assaults } from './assaults.ts';
import type { Attacked, Surroundings, Wanted } from './attackers.ts';

/** More than there are in a run. */
const OF_ONE_RUN = 1_000_000;

async function attackBy(assault: Assault, url: string, run: number): Promise<Attacked> {
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

answerAsked(async ({ url, privateKeyPem, options }: Surroundings) => {
  const all = await assaults(privateKeyPem, options);
  return async ({ attack: name, run }: Wanted) => {
    const assault = all.find(({ attack }) => attack.name === name);
    if (assault === undefined) throw new RangeError(`There is no attack ${name}`);
    return attackBy(assault, url, run);
  };
});
