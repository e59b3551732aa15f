import { rollOutOrder } from './roll-out-order.ts';

// For a step of a workflow: reads the report of a check from standard input, prints what comes first.
let text = '';
for await (const chunk of process.stdin) text += chunk;
try {
  process.stdout.write(`first=${rollOutOrder(JSON.parse(text))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
