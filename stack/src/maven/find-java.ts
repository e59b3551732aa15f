import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StackProblem } from '../stack-problem.ts';
import type { Environment } from '../stack-types.ts';

export type JavaTools = { readonly java: string; readonly jar: string };

const run = promisify(execFile);
const otherwise =
  'or start a Docker engine, or name running servers in MYSQL_URL, REDIS_URL, KAFKA_BROKERS and MONGODB_URL.';

/** The JDK of JAVA_HOME, else of PATH; refused when it is missing, no full JDK or older than 17. */
export async function findJava(env: Environment): Promise<JavaTools> {
  const tools = { java: inJavaHome(env, 'java'), jar: inJavaHome(env, 'jar') };
  const major = javaMajorVersion(await output(tools.java, ['-version'], env));
  if (major === undefined) {
    throw new StackProblem(`No Java was found (${tools.java}): install a JDK 17 or newer and Maven, ${otherwise}`);
  }
  if (major < 17) {
    throw new StackProblem(`Java ${major} is too old (${tools.java}): install a JDK 17 or newer, ${otherwise}`);
  }
  if ((await output(tools.jar, ['--version'], env)) === undefined) {
    throw new StackProblem(
      `Java ${major} has no "jar" tool beside it: install a full JDK, not only a runtime, ${otherwise}`,
    );
  }
  return tools;
}

/** Refuses when Maven does not run. */
export async function findMaven(env: Environment): Promise<string> {
  if ((await output('mvn', ['-version'], env)) === undefined) {
    throw new StackProblem(`Maven was not found (mvn): install Apache Maven, ${otherwise}`);
  }
  return 'mvn';
}

/** 17 of `openjdk version "17.0.15" …`, 8 of `java version "1.8.0_402"`. */
export function javaMajorVersion(text: string | undefined): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function inJavaHome(env: Environment, tool: string): string {
  const home = env.JAVA_HOME;
  return home === undefined || home === '' ? tool : join(home, 'bin', tool);
}

/** What the program printed on both outputs, or undefined when it is missing or fails. */
async function output(program: string, args: string[], env: Environment): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, args, { env: { ...env }, timeout: 20_000 });
    return stdout + stderr;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
