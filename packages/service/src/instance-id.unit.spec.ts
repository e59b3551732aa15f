import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { createInstanceId } from './instance-id.ts';

it('tells two processes apart that share their host name and process id, as containers may', () => {
  const names = Array.from({ length: 1_000 }, () => createInstanceId());
  expect(new Set(names).size).toBe(1_000);
});

it('fits the column that holds the owner of a lease, however long the host name is', () => {
  expect(createInstanceId()).toMatch(/^[0-9a-f]{20}$/);
  expect(createInstanceId()).not.toContain(hostname());
});

it('takes its randomness from the caller', () => {
  expect(createInstanceId((bytes) => new Uint8Array(bytes).fill(7))).toBe('07'.repeat(10));
});
