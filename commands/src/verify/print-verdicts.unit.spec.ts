import { expect, it } from 'vitest';
import { printVerdicts } from './print-verdicts.ts';
import { judge } from './verdict/verdict.ts';

const kept = judge({ store: 'item', invariant: 'stock ≥ 0', faults: 0, figures: '0 of 3', remedy: 'Restock.' });
const broken = judge({ store: 'order', invariant: 'no order waits', faults: 2, figures: '2 of 9', remedy: 'Wait.' });

it('aligns the columns, and says what to do about what is broken alone', () => {
  expect(printVerdicts([kept, broken])).toBe(
    [
      '✓ item   stock ≥ 0       0 of 3',
      '✗ order  no order waits  2 of 9',
      '         → Wait.',
      '',
      '1 of 2 invariants is broken.',
    ].join('\n'),
  );
});

it('closes with the number of invariants that hold, or that are broken', () => {
  expect(printVerdicts([kept])).toMatch(/\n\nAll 1 invariants hold\.$/);
  expect(printVerdicts([broken, broken])).toMatch(/\n\n2 of 2 invariants are broken\.$/);
});
