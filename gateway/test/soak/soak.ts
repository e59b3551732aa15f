import { startLoneEngine } from '../lone-engine.ts';
import { heapAfterCollection } from './heap.ts';
import { operationOf } from './operations.ts';

export interface SoakOptions {
  readonly supergraphSdl: string;
  /** Different operations that are asked; a few of them most of the time. */
  readonly operations: number;
  readonly requests: number;
  /** Supergraphs that take over while requests go on. */
  readonly swaps: number;
  /** Bytes of plans that may be remembered. */
  readonly planCacheBytes: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly say?: (line: string) => void;
}

export interface SoakReport {
  readonly requests: number;
  readonly failed: readonly string[];
  /** The most that the plan cache held at any time it was looked at. */
  readonly mostPlanBytes: number;
  /** Megabytes of the heap after a collection: ten times while operations were asked, and ten times while supergraphs changed. */
  readonly asking: readonly number[];
  readonly swapping: readonly number[];
  readonly swaps: number;
  readonly seconds: number;
}

const CALLERS = 16;
const PARTS = 10;
/** Of a new supergraph; the most that are planned before it takes over. */
const WARM_OPERATIONS = 20;
/** Once all were asked, one request of so many is for any of the operations, the others are for one of the first fifty. */
const SELDOM = 500;
const OFTEN = 50;

/** Asks very many operations of one gateway, then goes on while its supergraph changes; the subgraphs answer in the process. */
export async function soakEngine(options: SoakOptions): Promise<SoakReport> {
  const { supergraphSdl, requests, swaps, planCacheBytes, say = () => undefined } = options;
  const start = performance.now();
  const { ask, engine, close } = await startLoneEngine({
    supergraphSdl,
    maxPlanBytes: planCacheBytes,
    warmOperations: WARM_OPERATIONS,
  });
  const failed: string[] = [];
  const [asking, swapping]: [number[], number[]] = [[], []];
  let [mostPlanBytes, asked] = [0, 0];

  async function askSome(count: number): Promise<void> {
    let left = count;
    const caller = async () => {
      for (; left > 0; left -= 1) {
        const operation = operationOf(drawn(asked, options));
        asked += 1;
        const answer = await ask(operation, { first: 1 + Math.floor(options.random() * 10) });
        if (answer.includes('"errors"')) failed.push(answer.slice(0, 300));
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    mostPlanBytes = Math.max(mostPlanBytes, engine.rememberedBytes());
  }

  for (let part = 1; part <= PARTS; part += 1) {
    await askSome(Math.ceil(requests / PARTS));
    asking.push(heapAfterCollection());
    say(`${asked} requests, ${asking.at(-1)} MB, ${failed.length} failed`);
  }
  for (let swap = 1; swap <= swaps; swap += 1) {
    const asks = askSome(Math.ceil(requests / 100 / swaps) * PARTS);
    await engine.update(`${supergraphSdl}\n# ${swap}\n`);
    await asks;
    if (swap % Math.ceil(swaps / PARTS) !== 0) continue;
    swapping.push(heapAfterCollection());
    say(`${swap} supergraphs, ${swapping.at(-1)} MB, ${failed.length} failed`);
  }
  await close();
  const seconds = (performance.now() - start) / 1_000;
  return { requests: asked, failed, mostPlanBytes, asking, swapping, swaps, seconds };
}

/** As people ask: a few operations most of the time, and all the others now and then. */
function drawn(asked: number, { operations, random }: SoakOptions): number {
  if (asked < operations) return asked;
  const among = random() * SELDOM < 1 ? operations : Math.min(OFTEN, operations);
  return Math.floor(random() * among);
}
