import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import type { SupervisedService } from './supervise-service.ts';

const LIMIT_MS = 60_000;
const EVERY_MS = 100;

/** Resolves when the service says it is ready; rejects with one sentence when it died or needed over a minute. */
export async function waitUntilReady(service: SupervisedService): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  let failure: string | undefined;
  void service.failed.then((sentence) => {
    failure = sentence;
  });
  for (;;) {
    if (await isReady(service.healthUrl)) break;
    if (failure !== undefined) throw new Error(failure);
    if (performance.now() > until) {
      throw new Error(`${service.name} is not ready after a minute: ${service.healthUrl} says why.`);
    }
    await pause(EVERY_MS);
  }
  service.markReady();
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { headersTimeout: 2_000 });
    await body.dump();
    return statusCode === 200;
  } catch (error) {
    // Nothing listens yet, or it is too busy to answer: both mean "ask again".
    if (error instanceof Error) return false;
    throw error;
  }
}
