import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DEFAULT_PORT_BASE, readPortBase } from './port-base.ts';
import { readIfThere } from './read-if-there.ts';
import { StackProblem } from './stack-problem.ts';
import type { Environment, StackPorts, StackSet } from './stack-types.ts';

export const preferredPorts: Readonly<Record<StackSet, StackPorts>> = {
  dev: { mysql: 13306, redis: 16379, kafka: 19092, kafkaController: 19093, mongodb: 17017 },
  test: { mysql: 23306, redis: 26379, kafka: 29092, kafkaController: 29093, mongodb: 27117 },
};

/** The variable that moves a fixed development port. */
export const portVariables = {
  mysql: 'STACK_MYSQL_PORT',
  redis: 'STACK_REDIS_PORT',
  kafka: 'STACK_KAFKA_PORT',
  kafkaController: 'STACK_KAFKA_CONTROLLER_PORT',
  mongodb: 'STACK_MONGODB_PORT',
} as const satisfies Record<keyof StackPorts, string>;

const port = z.int().min(1).max(65_535);
const portsSchema = z.object({ mysql: port, redis: port, kafka: port, kafkaController: port, mongodb: port });

/** The development ports: moved together by `PORT_BASE`, and one by one by variables of their own. */
export function developmentPorts(env: Environment): StackPorts {
  const distance = readPortBase(env) - DEFAULT_PORT_BASE;
  const chosen = (name: keyof StackPorts): number => {
    const text = env[portVariables[name]];
    if (text === undefined || text === '') return preferredPorts.dev[name] + distance;
    const parsed = port.safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN);
    if (parsed.success) return parsed.data;
    throw new StackProblem(`${portVariables[name]} must be a port between 1 and 65535, not "${text}".`);
  };
  return {
    mysql: chosen('mysql'),
    redis: chosen('redis'),
    kafka: chosen('kafka'),
    kafkaController: chosen('kafkaController'),
    mongodb: chosen('mongodb'),
  };
}

/** Ports of a saved ports.json; undefined when there is none or it is damaged (they are then chosen again). */
export function parsePorts(text: string): StackPorts | undefined {
  try {
    return portsSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The remembered ports of a set, or undefined before its first start. */
export async function rememberedPorts(file: string): Promise<StackPorts | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : parsePorts(text);
}

/** Writes ports.json in one step, so that a reader never sees half of it. */
export async function rememberPorts(file: string, ports: StackPorts): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(ports, null, 2)}\n`);
  await rename(temporary, file);
}

/** Whether nobody listens on the port of 127.0.0.1 (or of all addresses). */
export function isPortFree(candidate: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port: candidate, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * The wanted ports where they are usable, otherwise the next usable ones in steps of ten, so that the sets of several
 * checkouts stay readable next to each other. `refuse` is called instead of moving a port that must not move.
 */
export async function settlePorts(
  wanted: StackPorts,
  isUsable: (name: keyof StackPorts, port: number) => Promise<boolean>,
  refuse?: (name: keyof StackPorts, port: number) => never,
): Promise<StackPorts> {
  const taken = new Set<number>();
  const settle = async (name: keyof StackPorts): Promise<number> => {
    for (let candidate = wanted[name]; candidate < 65_536; candidate += 10) {
      if (taken.has(candidate) || !(await isUsable(name, candidate))) {
        refuse?.(name, candidate);
        continue;
      }
      taken.add(candidate);
      return candidate;
    }
    throw new StackProblem(`No free port was found for ${name} from ${wanted[name]} upwards; free one and try again.`);
  };
  return {
    mysql: await settle('mysql'),
    redis: await settle('redis'),
    kafka: await settle('kafka'),
    kafkaController: await settle('kafkaController'),
    mongodb: await settle('mongodb'),
  };
}
