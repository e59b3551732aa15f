/** In the order in which a field is added. One that is removed is checked and published first. */
export const stepNames = ['check', 'start', 'wait', 'shift', 'drain', 'publish'] as const;
export type StepName = (typeof stepNames)[number];

/** What went wrong, in a sentence. */
export class RehearsalFailure extends Error {
  override readonly name = 'RehearsalFailure';
}

export interface Steps {
  /** Does a step, unless it is to be left out, and says what came of it. */
  step(name: StepName, work: () => Promise<string>): Promise<void>;
}

export function createSteps(say: (line: string) => void, skipped: StepName | undefined): Steps {
  return {
    async step(name, work) {
      if (name === skipped) return say(`  ${name.padEnd(8)} left out`);
      const startedAt = performance.now();
      const outcome = await work();
      say(`  ${name.padEnd(8)} ${outcome} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
    },
  };
}
