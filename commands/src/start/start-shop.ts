import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPortBase, startStack, stopStack } from '@rushgraph/stack';
import { seedShop } from '../demo/seed-shop.ts';
import { createAllTopics } from '../topics/create-all-topics.ts';
import { claimCheckout } from './claim-checkout.ts';
import { findBusyPorts } from './find-busy-ports.ts';
import { printAddresses } from './print-addresses.ts';
import { processesOf, type Scale, type ServiceProcess } from './scale-services.ts';
import { developmentSecrets } from './secrets.ts';
import { administrator, serviceEnvironment } from './service-environment.ts';
import { services as allServices, portOf, type ServiceDefinition } from './services.ts';
import { stopLeftovers } from './stop-leftovers.ts';
import { type SupervisedService, superviseService } from './supervise-service.ts';
import { waitUntilReady } from './wait-until-ready.ts';

interface StartOptions {
  readonly services: readonly ServiceDefinition[];
  readonly scale: Scale;
  readonly withDemo: boolean;
}

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const home = join(root, '.stack', 'dev');
const serversAreOurs = join(home, 'started-by-npm-start');

/** Starts everything in order, waits for Ctrl-C (or a fault), stops everything in reverse; resolves with the exit code. */
export async function startShop({ services, scale, withDemo }: StartOptions): Promise<number> {
  const processes = processesOf(services, scale);
  const stops: (() => Promise<void>)[] = [];
  const signal = waitForSignal();
  const aborted = signal.then((name) => ({ interrupted: name }));
  const say = (line: string) => console.log(`[${new Date().toISOString().slice(11, 19)}] ${line}`);
  const stackRequest = { set: 'dev', root, env: process.env, log: say } as const;
  const environment = process.env;
  let exitCode = 0;
  try {
    const outcome = await Promise.race([start(), aborted]);
    if (outcome === undefined) await signal;
    say('Stopping …');
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    exitCode = 1;
  }
  for (const stop of stops.reverse()) await stop();
  if (exitCode === 0) say('Everything has stopped.');
  return exitCode;

  async function start(): Promise<void> {
    const portBase = readPortBase(process.env);
    stops.push(await claimCheckout(root));
    await stopLeftovers(root, say);
    await refuseBusyPorts(processes, portBase);
    const addresses = await startStack(stackRequest);
    // Remembered in a file: servers of a start that was killed belong to the next one, which then stops them.
    if (addresses.startedHere) writeFileSync(serversAreOurs, '');
    if (existsSync(serversAreOurs)) stops.push(stopServers);
    await timed('topics', () => createAllTopics({ brokers: addresses.kafkaBrokers.split(',') }));
    const secrets = developmentSecrets(join(home, 'secrets.json'));
    const admin = administrator(process.env, secrets);
    const logs = join(home, 'logs');
    mkdirSync(logs, { recursive: true });
    const launched: SupervisedService[] = processes.map((process) =>
      superviseService(process, {
        root,
        logs,
        port: portOf(process, portBase),
        environment: serviceEnvironment(process, { addresses, secrets, portBase, scale, environment }),
        say,
      }),
    );
    stops.push(async () => {
      await Promise.all(launched.map((service) => service.stop()));
    });
    await timed('services', () => Promise.all(launched.map(waitUntilReady)));
    const whole = services.length === allServices.length;
    if (withDemo && whole) {
      await timed('demo data', () =>
        seedShop({
          url: `http://127.0.0.1:${portBase}/graphql`,
          admin,
          customerPassword: secrets.demoPassword,
          currency: process.env.SHOP_CURRENCY || 'KRW',
          now: new Date(),
          say,
        }),
      );
    }
    const customerPassword = withDemo && whole ? secrets.demoPassword : null;
    printAddresses({ processes, portBase, addresses, admin, customerPassword });
  }

  async function stopServers(): Promise<void> {
    await stopStack(stackRequest);
    rmSync(serversAreOurs, { force: true });
  }

  async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await work();
    say(`${what} ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return result;
  }
}

async function refuseBusyPorts(processes: readonly ServiceProcess[], portBase: number): Promise<void> {
  const busy = await findBusyPorts(processes.map((process) => portOf(process, portBase)));
  if (busy.length === 0) return;
  const named = processes
    .map((process) => ({ name: process.label, port: portOf(process, portBase) }))
    .filter(({ port }) => busy.includes(port))
    .map(({ name, port }) => `${port} (${name})`);
  throw new Error(
    `Port ${named.join(', ')} is in use by another program: stop it, or move all services with PORT_BASE=4100.`,
  );
}

function waitForSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve(name));
  });
}
