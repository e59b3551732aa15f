import { expect, it } from 'vitest';
import { explainStartFailure, startStep } from './explain-start-failure.ts';

it('tells why a statement failed, not the statement', async () => {
  const wrapped = new Error('Failed query: CREATE TABLE item (\n  id char(26)\n)', {
    cause: new Error("Table 'item' already exists"),
  });
  const failure = await startStep('The tables cannot be brought up to date', () => Promise.reject(wrapped)).catch(
    (error: unknown) => error,
  );
  expect(explainStartFailure(failure)).toBe("The tables cannot be brought up to date (Table 'item' already exists).");
});
