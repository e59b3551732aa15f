import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { readDocument } from './read-document.ts';

const MOST = 100;

it('keeps the text of a document, and no place in it', () => {
  const text = '{ item(id: "1") { name ...More } } fragment More on Item { id }';
  const document = readDocument(text, MOST);
  expect(print(document)).toBe(print(parse(text)));
  expect(document.loc?.source.body).toBe(text);
  expect([document.loc?.start, document.loc?.end]).toEqual([0, text.length]);
  expect(document.definitions.map(({ loc }) => loc)).toEqual([undefined, undefined]);
});

it('keeps the places where clients are told of them: those of variables', () => {
  const text = 'query Q($id: ID!) { item(id: $id) { name } }';
  expect(readDocument(text, MOST)).toEqual(parse(text));
});

it('reads no more words than are allowed', () => {
  expect(() => readDocument(`{ ${'a '.repeat(MOST)} }`, MOST)).toThrow('Document contains more that 100 tokens');
});
