import { expect, it } from 'vitest';
import { instanceAt, type ServiceInstance } from '../index.ts';
import { changeBetween, type Known, knownAtStart, nextKnown } from './keep-known.ts';

const at = (name: string, run?: string) => instanceAt(new URL(`http://${name}/graphql`), run);
const ids = ({ instances }: Known) => instances.map(({ id }) => id);
const DOUBT_MS = 5_000;

/** What is known after these answers, each at its time. */
function after(
  start: Known,
  ...answers: readonly (readonly [at: number, found: readonly ServiceInstance[] | undefined])[]
) {
  return answers.reduce((known, [time, found]) => nextKnown(known, found, { at: time, doubtMs: DOUBT_MS }), start);
}

it('uses the addresses that were given until somebody is found', () => {
  const start = knownAtStart([at('given')]);
  expect(ids(after(start, [0, undefined], [1, []]))).toEqual(['given']);
  expect(ids(after(start, [0, undefined], [1, [at('a')]]))).toEqual(['a']);
});

it('goes by the last answer', () => {
  expect(ids(after(knownAtStart([]), [0, [at('a'), at('b')]], [1, [at('b'), at('c')]]))).toEqual(['b', 'c']);
});

it('keeps the last known ones while nobody can be asked, or nobody is named', () => {
  const known = after(knownAtStart([]), [0, [at('a'), at('b')]]);
  expect(ids(after(known, [1, undefined], [60_000, undefined]))).toEqual(['a', 'b']);
  expect(ids(after(known, [1, []], [60_000, []]))).toEqual(['a', 'b']);
});

it('takes none away until all have had the time to be heard of again', () => {
  const known = after(knownAtStart([]), [0, [at('a'), at('b')]], [1_000, undefined]);
  expect(ids(after(known, [1_500, [at('b')]]))).toEqual(['a', 'b']);
  expect(ids(after(known, [1_500, [at('b'), at('c')]], [6_000, [at('b'), at('c')]]))).toEqual(['b', 'c']);
});

it('takes a process in the place of another for one that went and one that came', () => {
  const [a, b] = [at('a', 'first'), at('b', 'first')];
  const again = at('a', 'second');
  expect(changeBetween([a, b], [again, b])).toEqual({ came: [again], gone: [a] });
  expect(changeBetween([a, b], [b, a])).toEqual({ came: [], gone: [] });
});
