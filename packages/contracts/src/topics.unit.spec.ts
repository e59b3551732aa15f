import { expect, it } from 'vitest';
import { topics } from './topics.ts';

const sizeOf = (name: string) => Number(topics.find((topic) => topic.name === name)?.config['max.message.bytes']);

it('lets no broker compress with what our consumers cannot read', () => {
  expect(new Set(topics.map(({ config }) => config['compression.type']))).toEqual(new Set(['uncompressed']));
});

it('gives every dead-letter topic room for the largest record of its source and for what a dead letter adds', () => {
  const deadLetters = topics.filter(({ name }) => name.endsWith('.dlq'));
  expect(deadLetters.length).toBeGreaterThan(0);
  for (const { name } of deadLetters) {
    const source = name.split('.').slice(0, -2).join('.');
    expect(sizeOf(name), name).toBeGreaterThanOrEqual(sizeOf(source) + 100_000);
  }
});

it('leaves the copies of a topic to whoever knows how many brokers there are', () => {
  expect(topics.filter(({ config }) => 'min.insync.replicas' in config)).toEqual([]);
});
