import { z } from 'zod';

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface InvalidInputProblem {
  readonly __typename: 'InvalidInputProblem';
  readonly code: 'INVALID_INPUT';
  readonly message: string;
  readonly fields: readonly FieldProblem[];
}

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: InvalidInputProblem };

/** The typed answer to input that does not fit; paths read like `lines.0.quantity`. */
export function inputProblem(fields: readonly FieldProblem[]): InvalidInputProblem {
  const message = fields
    .map((field) => (field.path === '' ? field.message : `${field.path} ${field.message}`))
    .join('; ');
  return { __typename: 'InvalidInputProblem', code: 'INVALID_INPUT', message: `Please correct: ${message}`, fields };
}

const MOST_FIELDS = 20;

/** Checks input against a schema; at most twenty problems are named. */
export function validateInput<T>(schema: z.ZodType<T>, input: unknown): Validated<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields = parsed.error.issues
    .slice(0, MOST_FIELDS)
    .map(({ path, message }) => ({ path: path.join('.'), message }));
  return { ok: false, problem: inputProblem(fields) };
}

/** 1 to 128 printable ASCII characters. */
export const idempotencyKeyInput = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without blanks');
