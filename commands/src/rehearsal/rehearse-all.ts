import { type ServiceName, TimeoutError } from '@rushgraph/testkit';
import { endingSignals, Interrupted } from '../tools/interrupted.ts';
import { root } from '../tools/root.ts';
import { makeRelease } from './make-release.ts';
import { rehearse } from './rehearse.ts';
import { type RehearsalShop, startRehearsalShop } from './start-shop.ts';
import { createSteps, RehearsalFailure, type StepName } from './steps.ts';

interface Request {
  readonly subgraphs: readonly ServiceName[];
  readonly skipped: StepName | undefined;
}

/** Starts a shop and rehearses the deployment of these subgraphs in it, one after the other. Throws a RehearsalFailure. */
export async function rehearseAll({ subgraphs, skipped }: Request, say: (line: string) => void): Promise<void> {
  const interrupted = Promise.withResolvers<never>();
  // It may come before anybody waits for it; then the shop that has started is stopped all the same.
  interrupted.promise.catch(() => undefined);
  for (const signal of endingSignals) process.once(signal, () => interrupted.reject(new Interrupted(signal)));
  const shop = await startRehearsalShop(say);
  const work = async () => {
    for (const subgraph of subgraphs) await rehearseOne(shop, subgraph, skipped, say);
  };
  try {
    await Promise.race([work(), interrupted.promise]);
  } catch (error) {
    throw asFailure(error);
  } finally {
    await shop.stop();
  }
}

async function rehearseOne(
  { system, fleet, registry }: RehearsalShop,
  subgraph: ServiceName,
  skipped: StepName | undefined,
  say: (line: string) => void,
): Promise<void> {
  const next = makeRelease(root, subgraph);
  try {
    const instances = fleet(subgraph);
    const running = [system.process(subgraph), await system.another(subgraph)];
    await instances.ready(running);
    const steps = createSteps(say, skipped);
    await rehearse({ system, subgraph, running, fleet: instances, registry: registry(subgraph), next, steps, say });
  } finally {
    next.remove();
  }
}

/** What was waited for in vain was waited for by a step: its last words are the reason. */
function asFailure(error: unknown): unknown {
  return error instanceof TimeoutError && error.cause instanceof RehearsalFailure ? error.cause : error;
}
