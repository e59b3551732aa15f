import type { Discovery } from '@rushgraph/discovery';
import { eventually, type ServiceName, type TestProcess, type TestSystem } from '@rushgraph/testkit';
import { RehearsalFailure } from './steps.ts';

const INSTANCES = 2;
/** A start takes seconds, beside many others on a busy computer more than a minute. */
const READY_WITHIN_MS = 120_000;
/** Others look twice a second, and doubt for a lease that nobody is left. */
const LEFT_WITHIN_MS = 15_000;

/** The running instances of one subgraph, of one release or of two. */
export interface Fleet {
  /** Starts instances of a release beside those that run; without one, of the present checkout. */
  start(checkout: string | undefined): Promise<readonly TestProcess[]>;
  /** Resolves when these are ready and are found. */
  ready(instances: readonly TestProcess[]): Promise<void>;
  /** Tells these to end; resolves when they are not found any more. */
  leave(instances: readonly TestProcess[]): Promise<void>;
  /** Resolves when these, which were told to end, have done so by themselves. */
  ended(instances: readonly TestProcess[]): Promise<void>;
  /** What is left of these is gone at once, as when a computer fails. */
  drop(instances: readonly TestProcess[]): Promise<void>;
}

interface FleetDeps {
  readonly system: TestSystem;
  readonly service: ServiceName;
  readonly discovery: Discovery;
}

export function createFleet({ system, service, discovery }: FleetDeps): Fleet {
  const followed = discovery.follow(service, `registry:${service}`);
  const isFound = ({ url }: TestProcess) => followed.known().some(({ id }) => id === new URL(url).host);

  return {
    start: (checkout) => Promise.all(Array.from({ length: INSTANCES }, () => system.another(service, {}, checkout))),
    async ready(instances) {
      await Promise.all(instances.map((one) => one.waitReady(READY_WITHIN_MS)));
      await until(READY_WITHIN_MS, `A new instance of ${service} is not found.`, () => instances.every(isFound));
    },
    async leave(instances) {
      for (const one of instances) void one.kill('SIGTERM');
      await until(LEFT_WITHIN_MS, `An old instance of ${service} is still found.`, () => !instances.some(isFound));
    },
    async ended(instances) {
      const codes = await Promise.all(instances.map((one) => one.kill('SIGTERM')));
      if (codes.some((code) => code !== 0))
        throw new RehearsalFailure(`Instances of ${service} did not end in order: exit codes ${codes.join(', ')}.`);
    },
    async drop(instances) {
      await Promise.all(instances.map((one) => one.kill('SIGKILL')));
    },
  };
}

async function until(timeoutMs: number, otherwise: string, holds: () => boolean): Promise<void> {
  await eventually(
    () => {
      if (!holds()) throw new RehearsalFailure(otherwise);
    },
    { timeoutMs },
  );
}
