/**
 * The rung for servers that the environment does not name. A set stays on the rung it was started on, because the other
 * one has other data; otherwise Docker goes first, as production runs the same images.
 */
export async function chooseRung(situation: {
  readonly startedWithDocker: boolean;
  readonly runsNatively: boolean;
  readonly dockerAnswers: () => Promise<boolean>;
}): Promise<'docker' | 'maven'> {
  if (situation.startedWithDocker) return 'docker';
  if (situation.runsNatively) return 'maven';
  return (await situation.dockerAnswers()) ? 'docker' : 'maven';
}
