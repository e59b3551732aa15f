import { eventually, type ServiceName, type TestProcess, type TestSystem } from '@rushgraph/testkit';
import { activitiesOf, askFor } from './activities.ts';
import { countAnswers } from './count-answers.ts';
import type { Fleet } from './fleet.ts';
import type { Release } from './make-release.ts';
import type { RehearsedRegistry } from './rehearsed-registry.ts';
import { RehearsalFailure, type Steps } from './steps.ts';
import { startTraffic, type Traffic } from './traffic.ts';

interface RehearsalDeps {
  readonly system: TestSystem;
  readonly subgraph: ServiceName;
  /** Those that run when it begins. */
  readonly running: readonly TestProcess[];
  readonly fleet: Fleet;
  readonly registry: RehearsedRegistry;
  readonly next: Release;
  readonly steps: Steps;
  readonly say: (line: string) => void;
}

/** So many answers with the new field are enough to see that every instance knows it. */
const ASKED_OFTEN = 100;
/**
 * How long gateways may take to serve what is published, and clients to ask so often. The first time they start a thread and plan
 * what is asked most: on a busy computer that is a minute.
 */
const SEEN_WITHIN_MS = 60_000;

/**
 * Deploys a release of a subgraph that adds a field, and then one that removes it again, under load. Throws a
 * RehearsalFailure when a step refuses, and when any request of a client has failed.
 */
export async function rehearse(deps: RehearsalDeps): Promise<void> {
  const { system, subgraph, next, say } = deps;
  const traffic = startTraffic(await activitiesOf(subgraph, system));
  try {
    say(`${subgraph}: Query.${next.field} is added`);
    const withField = await addField(deps, traffic);
    say(`${subgraph}: Query.${next.field} is removed`);
    await removeField(deps, traffic, withField);
  } finally {
    await traffic.stop();
  }
}

async function addField(deps: RehearsalDeps, traffic: Traffic): Promise<readonly TestProcess[]> {
  const { registry, next, running, steps, say, system } = deps;
  await steps.step('check', () => registry.check(next.schema));
  const fresh = await replace(deps, running, next.root);
  await steps.step('publish', async () => {
    const said = await registry.publish(next.schema);
    await untilServed(system, next.field, true);
    return said;
  });
  traffic.begin(askFor(next.field, system));
  await untilAsked(traffic, askFor(next.field, system).name);
  judge(traffic, say);
  return fresh;
}

async function removeField(deps: RehearsalDeps, traffic: Traffic, running: readonly TestProcess[]): Promise<void> {
  const { registry, next, steps, say, system } = deps;
  await steps.step('check', async () => {
    say(`  check    ${await registry.refuses(undefined)}`);
    const { name } = askFor(next.field, system);
    await traffic.end(name);
    say('           so clients stop to use it, and a week goes by');
    await registry.letAWeekPass(next.field, traffic.counts().byActivity[name] ?? 0);
    return registry.check(undefined);
  });
  await steps.step('publish', async () => {
    const said = await registry.publish(undefined);
    await untilServed(system, next.field, false);
    return said;
  });
  await replace(deps, running, undefined);
  judge(traffic, say);
}

/** Puts instances of another release in the place of those that run. */
async function replace(
  { fleet, steps, subgraph }: RehearsalDeps,
  old: readonly TestProcess[],
  checkout: string | undefined,
): Promise<readonly TestProcess[]> {
  let fresh: readonly TestProcess[] = [];
  let hasLeft = false;
  await steps.step('start', async () => {
    fresh = await fleet.start(checkout);
    return `${fresh.length} new instances beside ${old.length} old`;
  });
  await steps.step('wait', async () => {
    await fleet.ready(fresh);
    const counts = await Promise.all(fresh.map((one) => untilAnswers(one, subgraph)));
    return `they are ready, are found, and have answered ${counts.join(' and ')} times`;
  });
  await steps.step('shift', async () => {
    hasLeft = true;
    await fleet.leave(old);
    return 'the old are not found any more';
  });
  if (!hasLeft) return fresh;
  await steps.step('drain', async () => {
    await fleet.ended(old);
    return 'the old have ended what they had, and themselves';
  });
  const lost = old.filter((one) => !one.hasEnded());
  await fleet.drop(lost);
  if (lost.length > 0)
    throw new RehearsalFailure(`${lost.length} instances of ${subgraph} were cut off while they answered.`);
  return fresh;
}

/** Calls reach an instance that is found, and it has answers for them. Resolves with how many. */
function untilAnswers(instance: TestProcess, subgraph: string): Promise<number> {
  return eventually(async () => {
    const count = await countAnswers(instance);
    if (count === 0) throw new RehearsalFailure(`A new instance of ${subgraph} has answered nothing.`);
    return count;
  });
}

async function untilServed({ graph }: TestSystem, field: string, isExpected: boolean): Promise<void> {
  type Fields = { __type: { fields: readonly { name: string }[] } };
  await eventually(
    async () => {
      const { data } = await graph<Fields>('{ __type(name: "Query") { fields { name } } }');
      const isServed = data?.__type.fields.some(({ name }) => name === field);
      if (isServed !== isExpected)
        throw new RehearsalFailure(`The gateway ${isExpected ? 'does not serve' : 'still serves'} Query.${field}.`);
    },
    { timeoutMs: SEEN_WITHIN_MS },
  );
}

/** Clients ask for the new field until they have been answered, or refused, often enough to tell. */
async function untilAsked(traffic: Traffic, name: string): Promise<void> {
  await eventually(
    () => {
      const { byActivity, failed } = traffic.counts();
      if (failed === 0 && (byActivity[name] ?? 0) < ASKED_OFTEN) throw new RehearsalFailure(`Too few ${name}.`);
    },
    { timeoutMs: SEEN_WITHIN_MS },
  );
}

function judge(traffic: Traffic, say: (line: string) => void): void {
  const { answered, failed, byActivity, reasons } = traffic.counts();
  const parts = Object.entries(byActivity).map(([name, times]) => `${name} ${times} times`);
  say(`  clients  ${parts.join(', ')}; ${failed} of ${answered + failed} requests failed`);
  if (failed > 0) throw new RehearsalFailure(`${failed} requests of clients failed. ${reasons.join('. ')}`);
}
