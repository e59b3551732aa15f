/** Runs rounds in a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { type RoundOptions, runRound } from './rounds.ts';

parentPort?.on('message', async (options: RoundOptions) => {
  parentPort?.postMessage(await runRound(options));
});
