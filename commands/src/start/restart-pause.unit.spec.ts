import { expect, it } from 'vitest';
import { nextRestart } from './restart-pause.ts';

it('doubles the pause with each death in a row, up to half a minute', () => {
  const pauses: number[] = [];
  let deaths = { inARow: 0 };
  for (let death = 0; death < 8; death++) {
    const next = nextRestart(deaths, 100);
    pauses.push(next.pauseMs);
    deaths = next.deaths;
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('starts over after a minute of life', () => {
  expect(nextRestart({ inARow: 6 }, 60_000)).toEqual({ deaths: { inARow: 1 }, pauseMs: 500 });
});
