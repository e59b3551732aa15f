import { expect, it } from 'vitest';
import { noticeStandstill } from './standstill.ts';

function noticed() {
  let time = 0;
  const standstill = noticeStandstill(() => time);
  // Nothing but this test moves the time.
  standstill.stop();
  return (milliseconds: number) => {
    time += milliseconds;
    return standstill.isJustOver();
  };
}

it('is noticed by whatever looks next, and is over after a second', () => {
  const after = noticed();
  expect([after(100), after(1_001), after(500), after(499), after(1)]).toEqual([false, true, true, true, false]);
});

it('is none when a busy process is late', () => {
  const after = noticed();
  expect([after(1_000), after(1_000)]).toEqual([false, false]);
});
