import { closingLine, countResults, skippedLines } from './test/count-results.ts';
import { failedLines } from './test/failed-lines.ts';
import { withOthers } from './test/run-suite.ts';
import { runVitest } from './test/run-vitest.ts';
import { stopServers } from './test/stop-servers.ts';
import { root } from './tools/root.ts';
import { CommandError, runCommand } from './tools/run-command.ts';
import { runTool } from './tools/run-tool.ts';

const HELP = `npm run test:earlier [-- <commit>]

Tests that migrations can be rolled out, and releases rolled back: this release makes the tables and writes to them, then
the processes of an earlier commit, from a worktree of it, take its place, and a customer signs up, orders, gets a coupon and
looks at their page. \`npm test\` does the same with the default.
  <commit>   which one; default: the last before the newest migration
  --help     prints this text`;

await runCommand({
  help: HELP,
  options: {},
  positionals: true,
  failure: 'The earlier release could not be tested',
  run: async ({ positionals: [commit, ...others] }) => {
    if (others.length > 0) throw new CommandError('Name one commit.');
    const env: Record<string, string> = commit === undefined ? {} : { EARLIER_COMMIT: await hashOf(commit) };
    const suite = ['--project=e2e', 'e2e/releases/'];
    const { report, code } = await runVitest(root, suite, env).finally(() => stopServers(process.env));
    const counts = withOthers(countResults(report), code);
    console.log(['', ...failedLines(report, root), ...skippedLines(counts), closingLine(counts)].join('\n'));
    return counts.failed > 0 ? 1 : 0;
  },
});

async function hashOf(commit: string): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
  const { code, output } = await runTool('git', words, { cwd: root, capture: true });
  if (code !== 0) throw new CommandError(`git knows no commit "${commit}".`);
  return output.trim();
}
