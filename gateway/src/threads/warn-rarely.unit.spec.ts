import { createLogger } from '@rushgraph/service';
import { expect, it } from 'vitest';
import { warnRarely } from './warn-rarely.ts';

it('says once a minute what fails, and how often it was not said', () => {
  const lines: unknown[] = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
  const logger = createLogger({ service: 'gateway', level: 'warn', pretty: false, destination });
  let now = 0;
  const warn = warnRarely(logger, 'it has failed', () => now);
  for (const at of [0, 1, 59_999, 60_000, 119_999]) {
    now = at;
    warn(new Error(`at ${at}`));
  }
  const line = { level: 40, msg: 'it has failed' };
  expect(lines).toMatchObject([
    { ...line, err: { message: 'at 0' }, unsaid: 0 },
    { ...line, err: { message: 'at 60000' }, unsaid: 2 },
  ]);
});
