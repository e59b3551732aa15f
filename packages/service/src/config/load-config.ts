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
  const parsed = schema.safeParse(given, { error: requirement });
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => sentence(issue, given)));
}

function sentence(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0] ?? '');
  // A rule over several settings names them itself.
  if (name === '') return `${issue.message}.`;
  const value = given[name];
  if (value === undefined) return `${name} is missing: it ${issue.message}.`;
  return `${name} ${issue.message}${isSecret(name, value) ? '' : `, got "${value}"`}.`;
}

/** An address may hold a password, even one that is written wrong. */
function isSecret(name: string, value: string): boolean {
  return SECRET.test(name) || value.includes('@');
}

/** The words for a rule that brings none of its own. */
function requirement(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'must be set';
  if (issue.code === 'invalid_type') return `must be a ${issue.expected === 'int' ? 'whole number' : issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return undefined;
}
