import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { rememberDocuments } from './remember-documents.ts';

it('keeps what is used again, and of the rest what was used last, within a quarter of its bytes', async () => {
  const documents = rememberDocuments(400_000);
  const first = parse(`{ first ${'a '.repeat(150)}}`);
  await documents.set('first', first);
  for (let index = 0; index < 20; index++) {
    await documents.set(`other ${index}`, parse(`{ other${index} ${'a '.repeat(150)}}`));
    expect(await documents.get('first')).toBe(first);
  }
  const others = await Promise.all(Array.from({ length: 20 }, (_, index) => documents.get(`other ${index}`)));
  expect(others.filter((other) => other !== undefined)).toHaveLength(4);
  expect(await documents.delete('first')).toBe(true);
  expect(await documents.get('first')).toBeUndefined();
});

it('keeps no document that is larger than a quarter of its bytes', async () => {
  const documents = rememberDocuments(1_000);
  await documents.set('large', parse(`{ ${'a '.repeat(1_000)}}`));
  expect(await documents.get('large')).toBeUndefined();
});
