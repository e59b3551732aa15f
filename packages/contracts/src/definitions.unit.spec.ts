import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { definitions } from './definitions.ts';
import { retiredTopics, topics } from './topics.ts';

const folder = join(import.meta.dirname, '..', 'fixtures');
const fixtures = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

it('keeps fixtures of every published event', () => {
  expect(fixtures.toSorted()).toEqual(definitions.map(({ type }) => type).toSorted());
});

it.each(definitions)(
  '$type decodes its golden fixtures unchanged, and tolerates fields of later versions',
  (definition) => {
    const samples: unknown[] = JSON.parse(readFileSync(join(folder, `${definition.type}.json`), 'utf8'));
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) {
      expect(definition.schema.parse(sample)).toEqual(sample);
      expect(definition.schema.parse({ ...(sample as object), addedLater: 1 })).toEqual(sample);
    }
  },
);

it('declares a topic for every event', () => {
  const names = new Set([...topics, ...retiredTopics].map(({ name }) => name));
  expect(definitions.filter(({ topic }) => !names.has(topic))).toEqual([]);
});
