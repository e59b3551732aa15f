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

const CONTROL = /\p{Cc}/u;

/** A text for people: trimmed, 1 to `most` characters (code points), any script, no control characters. */
export function humanText(most: number) {
  return z
    .string()
    .trim()
    .refine((text) => text.length > 0, 'must not be empty')
    .refine((text) => text.length <= 2 * most && [...text].length <= most, `must have at most ${most} characters`)
    .refine((text) => !CONTROL.test(text) && text.isWellFormed(), 'must not hold control characters');
}

/** 1 to 128 printable ASCII characters. */
export const idempotencyKeyInput = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without blanks');
