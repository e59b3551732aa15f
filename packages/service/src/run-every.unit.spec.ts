import { eventually, gate, silentLogger } from '@rushgraph/testkit';
import { describe, expect, it } from 'vitest';
import { runEvery } from './run-every.ts';

const logger = silentLogger();

describe('repeated work', () => {
  it('goes on at once while there is more, then waits for its time', async () => {
    let runs = 0;
    const repeated = runEvery({ name: 'test', everyMs: 60_000, work: async () => ++runs < 3, logger });
    await eventually(() => expect(runs).toBe(3));
    await repeated.stop();
    expect(runs).toBe(3);
  });

  it('survives a run that fails', async () => {
    let runs = 0;
    const work = async () => {
      runs += 1;
      if (runs === 1) throw new Error('passing');
      return false;
    };
    const repeated = runEvery({ name: 'test', everyMs: 1, work, logger });
    await eventually(() => expect(runs).toBeGreaterThan(1));
    await repeated.stop();
  });

  it('stops after the run that is under way', async () => {
    const { passed, open } = gate();
    let ended = false;
    const work = async () => {
      await passed;
      ended = true;
      return true;
    };
    const stopped = runEvery({ name: 'test', everyMs: 1, work, logger }).stop();
    expect(ended).toBe(false);
    open();
    await stopped;
    expect(ended).toBe(true);
  });
});
