import { expect, it } from 'vitest';
import { createLogger, type LoggerOptions, withoutRedaction } from './logger.ts';

function capture(level: LoggerOptions['level'] = 'info') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: 'shop', level, pretty: false, destination }) };
}

it('writes JSON lines with the service, the time and the message', () => {
  const { lines, logger } = capture();
  logger.info({ orderId: 'O1' }, 'placed');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'shop', orderId: 'O1', msg: 'placed' },
  ]);
});

it.each([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'email',
  'x-rushgraph-viewer',
])('removes %s at the top and two levels down', (name) => {
  const { lines, logger } = capture();
  logger.info({ [name]: 'hunter2', input: { [name]: 'hunter2' }, req: { headers: { [name]: 'hunter2' } } }, 'm');
  expect(lines.join()).not.toContain('hunter2');
  expect(lines.join().split('[removed]')).toHaveLength(4);
});

it('says nothing below its level', () => {
  const { lines, logger } = capture('warn');
  logger.info('quiet');
  expect(lines).toEqual([]);
});

it('writes the same line without looking for what is private, where every field is written out', () => {
  const { lines, logger } = capture();
  const fields = { operation: 'Pages', status: 200, codes: undefined, email: 'hunter2' };
  withoutRedaction(logger).info(fields, 'answered');
  logger.info(fields, 'answered');
  const [plain, redacted] = lines.map((line) => ({ ...JSON.parse(line), time: '' }));
  expect(plain).toEqual({ ...redacted, email: 'hunter2' });
});
