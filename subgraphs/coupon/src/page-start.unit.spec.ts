import { deriveId } from '@rushgraph/contracts';
import { expect, it } from 'vitest';
import { readPageStart } from './page-start.ts';

const id = deriveId('campaign', 'may');

it('reads an instant and an id', () => {
  const instant = '2026-05-01T09:00:00.123Z';
  expect(readPageStart([instant, id])).toEqual({ at: new Date(instant), id });
});

it.each([
  [],
  ['2026-05-01T09:00:00.000Z'],
  ['2026-05-01T09:00:00.000Z', 'x'],
  ['', id],
  ['1', id],
  ['2026-05-01', id],
  ['2026-13-01T09:00:00.000Z', id],
  ['0000-01-01T00:00:00.000Z', id],
  ['-000001-01-01T00:00:00.000Z', id],
  ['+275760-09-13T00:00:00.000Z', id],
])('refuses (%s, %s)', (...cursor) => {
  expect(() => readPageStart(cursor)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
  );
});
