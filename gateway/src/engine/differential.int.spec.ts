import { expect, test, vi } from 'vitest';
import { compareEngines, type DifferentialReport } from '../../test/differential/index.ts';

// Hundreds of plans each, on whatever else the computer does.
vi.setConfig({ testTimeout: 600_000 });

// The same cases each time: they find what breaks. New ones are found by `npm run differential`, which draws as many as it is told.
const basis = { universes: 18, operations: 40, failures: 0, garbage: false, stock: false } as const;

/** The first few, with all that makes them again. */
function told({ differences }: DifferentialReport) {
  return differences.slice(0, 3).map(({ seed, operation, problem }) => ({ seed, ...operation, problem }));
}

test('random operations over random supergraphs are answered as one server would answer them', async () => {
  const report = await compareEngines({ ...basis, firstSeed: 1_000 });
  expect(told(report)).toEqual([]);
  expect(report.cases).toBeGreaterThan(670);
});

test('fields that fail leave the nulls and the errors that one server would leave', async () => {
  const report = await compareEngines({ ...basis, firstSeed: 2_000, failures: 4 });
  expect(told(report)).toEqual([]);
  expect(report.cases).toBeGreaterThan(670);
  expect(report.withErrors).toBeGreaterThan(30);
});

test('subgraphs that are away or answer garbage get no answer out that the schema does not allow', async () => {
  const report = await compareEngines({ ...basis, firstSeed: 3_000, garbage: true });
  expect(told(report)).toEqual([]);
  expect(report.cases).toBeGreaterThan(670);
  expect(report.withErrors).toBeGreaterThan(30);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
