import { expect, it } from 'vitest';
import { StackProblem } from '../stack-problem.ts';
import { runTool } from './run-tool.ts';

const failing = (script: string) =>
  runTool('Preparing the data', process.execPath, ['-e', `${script}; process.exitCode = 1`], { env: process.env });

it('tells what a tool said before it failed, on either output', async () => {
  const both = failing('console.log("cannot find the tables"); console.error("giving up")');
  await expect(both).rejects.toThrow(
    new StackProblem(
      'Preparing the data failed; mend what this says and run the command again:\n  cannot find the tables\n  giving up',
    ),
  );
});

it('tells that a program is missing', async () => {
  await expect(runTool('Unpacking', '/no/such/program', [], { env: {} })).rejects.toThrow(/ENOENT/);
});

it.each([
  'cp: error writing: No space left on device',
  'java.io.IOException: No space left on device',
  "mariadbd: Can't create file 'ibdata1' (Errcode: 28)",
])('says that the disk is full when a tool ends with "%s"', async (words) => {
  const full = failing(`console.log(${JSON.stringify(words)})`);
  await expect(full).rejects.toThrow(new StackProblem('The disk is full: free about 1 GB and run the command again.'));
});
