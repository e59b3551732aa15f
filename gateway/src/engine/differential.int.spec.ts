import { expect, test, vi } from 'vitest';
import { compareEngines, type DifferentialReport } from '../../test/differential/index.ts';

// Hundreds of plans each, on whatever else the computer does.
vi.setConfig({ testTimeout: 600_000 });

const basis = { universes: 14, operations: 55, failures: 0, garbage: false, stock: false } as const;

/** The first few, with all that makes them again. */
function told({ differences }: DifferentialReport) {
  return differences.slice(0, 3).map(({ seed, operation, problem }) => ({ seed, ...operation, problem }));
}

test('random operations over random supergraphs are answered as one server would answer them', async () => {
  const report = await compareEngines({ ...basis, firstSeed: 1_000 });
  expect(told(report)).toEqual([]);
  expect(report.cases).toBeGreaterThan(700);
});

test('fields that fail leave the nulls and the errors that one server would leave', async () => {
  const report = await compareEngines({ ...basis, firstSeed: 2_000, failures: 4 });
  expect(told(report)).toEqual([]);
  expect(report.cases).toBeGreaterThan(700);
  expect(report.withErrors).toBeGreaterThan(100);
});

test('subgraphs that are away or answer garbage get no answer out that the schema does not allow', async () => {
  const report = await compareEngines({ ...basis, firstSeed: 3_000, garbage: true });
  expect(told(report)).toEqual([]);
  expect(report.cases).toBeGreaterThan(700);
  expect(report.withErrors).toBeGreaterThan(100);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
