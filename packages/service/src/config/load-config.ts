import type { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that cannot work: every problem, one sentence each. Values are never repeated for secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const SECRET = /KEY|PASSWORD|SECRET|TOKEN|SASL/;

/** Reads settings from the environment. Throws a ConfigError that lists all problems at once; an empty variable counts as unset. */
export function loadConfig<Output>(schema: z.ZodType<Output>, environment: Environment): Output {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => sentence(issue, given)));
}

function sentence(issue: z.core.$ZodIssue, given: Environment): string {
  const name = issue.path.join('.');
  const value = given[name];
  if (value === undefined) return `${name} is missing: ${requirement(issue)}.`;
  return `${name} ${requirement(issue)}${SECRET.test(name) ? '' : `, not "${value}"`}.`;
}

function requirement(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' ? 'must be set' : issue.message;
}
