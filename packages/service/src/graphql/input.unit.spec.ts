import { expect, it } from 'vitest';
import { z } from 'zod';
import { idempotencyKeyInput, inputProblem, validateInput } from './input.ts';

const order = z.object({
  lines: z.array(z.object({ quantity: z.int('must be whole').min(1, 'must be at least 1') })),
  idempotencyKey: idempotencyKeyInput,
});

it('passes on input that fits', () => {
  const input = { lines: [{ quantity: 2 }], idempotencyKey: 'k-1' };
  expect(validateInput(order, input)).toEqual({ ok: true, value: input });
});

it('names each field that does not fit by its path', () => {
  expect(validateInput(order, { lines: [{ quantity: 0 }, { quantity: 1.5 }], idempotencyKey: 'k' })).toEqual({
    ok: false,
    problem: {
      __typename: 'InvalidInputProblem',
      code: 'INVALID_INPUT',
      message: 'Please correct: lines.0.quantity must be at least 1; lines.1.quantity must be whole',
      fields: [
        { path: 'lines.0.quantity', message: 'must be at least 1' },
        { path: 'lines.1.quantity', message: 'must be whole' },
      ],
    },
  });
});

it('names at most twenty problems', () => {
  const lines = Array.from({ length: 50 }, () => ({ quantity: 0 }));
  const result = validateInput(order, { lines, idempotencyKey: 'k' });
  expect(result.ok ? [] : result.problem.fields).toHaveLength(20);
});

it('has a place for a problem of the input as a whole', () => {
  expect(inputProblem([{ path: '', message: 'Nothing to do' }]).message).toBe('Please correct: Nothing to do');
});

it.each(['', 'a b', 'é', 'a'.repeat(129), 'a\n'])('refuses the idempotency key %j', (key) => {
  expect(idempotencyKeyInput.safeParse(key).success).toBe(false);
});
