import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { gatherLines } from './gather-lines.ts';

function gathering() {
  const written: string[] = [];
  let ended = 0;
  const lines = gatherLines({
    write: (text) => void written.push(text),
    flushSync: () => undefined,
    end: () => {
      ended += 1;
    },
    once: () => undefined,
  });
  const logger = pino({ base: null, timestamp: false }, lines);
  const messages = () => written.map((text) => [...text.matchAll(/"msg":"(\w+)"/g)].map(([, message]) => message));
  return { lines, logger, messages, ended: () => ended };
}

it('hands on the lines of a moment together', async () => {
  const { logger, messages } = gathering();
  logger.info('one');
  logger.info('two');
  expect(messages()).toEqual([]);
  await vi.waitFor(() => expect(messages()).toEqual([['one', 'two']]), { timeout: 10_000 });
});

it('hands on a warning at once, after what came before it', () => {
  const { logger, messages } = gathering();
  logger.info('one');
  logger.warn('two');
  logger.info('three');
  expect(messages()).toEqual([['one', 'two']]);
});

it('gathers no more than some', () => {
  const { logger, messages } = gathering();
  for (let line = 0; line < 1_000; line += 1) logger.info('line');
  expect(messages().flat().length).toBeGreaterThan(500);
});

it('hands on what is left when the process ends, and nothing afterwards', () => {
  const { lines, logger, messages, ended } = gathering();
  logger.info('one');
  lines.flushSync();
  logger.info('two');
  lines.end();
  lines.flushSync();
  expect(messages()).toEqual([['one'], ['two']]);
  expect(ended()).toBe(1);
});
