import type { ServiceName } from '@rushgraph/testkit';
import { RehearsalFailure, type StepName, stepNames } from './rehearsal/steps.ts';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm run deploy:rehearsal -- <subgraph…> [--skip STEP]

Deploys a subgraph on this computer as it is deployed in production, with real processes under load: first a release that adds
a field, then one that removes it. Clients count their requests; one that fails makes the rehearsal fail.
  added     check, start new instances beside the old, wait until they are ready, shift calls to them, drain the old, publish
  removed   check, publish, start, wait, shift, drain
  <subgraph>   user, item, order, coupon, mypage; several one after the other
  --skip STEP  leaves out ${stepNames.join(', ')}: the rehearsal then has to fail
  --help       prints this text
The servers are those of \`npm test\`; the data is the rehearsal's own, and is dropped.`;

const subgraphs: readonly ServiceName[] = ['user', 'item', 'order', 'coupon', 'mypage'];

await runCommand({
  help: HELP,
  options: { skip: { type: 'string' } },
  positionals: true,
  failure: 'The deployment could not be rehearsed',
  run: async ({ values, positionals }) => {
    const request = { subgraphs: positionals.map(subgraphOf), skipped: stepOf(values.skip) };
    if (positionals.length === 0) throw new CommandError(`Say which subgraph: npm run deploy:rehearsal -- order`);
    // It loads all that tests have, which whoever asks for help need not wait for.
    const { rehearseAll } = await import('./rehearsal/rehearse-all.ts');
    try {
      await rehearseAll(request, (line) => console.log(line));
      console.log('The deployment was rehearsed: no request failed.');
      return 0;
    } catch (error) {
      if (!(error instanceof RehearsalFailure)) throw error;
      throw new CommandError(`The rehearsal failed: ${error.message}`, { cause: error });
    }
  },
});

function subgraphOf(word: string): ServiceName {
  const found = subgraphs.find((name) => name === word);
  if (found === undefined) throw new CommandError(`"${word}" is no subgraph; choose from ${subgraphs.join(', ')}.`);
  return found;
}

function stepOf(word: string | undefined): StepName | undefined {
  const found = stepNames.find((name) => name === word);
  if (word !== undefined && found === undefined)
    throw new CommandError(`"${word}" is no step; choose from ${stepNames.join(', ')}.`);
  return found;
}
