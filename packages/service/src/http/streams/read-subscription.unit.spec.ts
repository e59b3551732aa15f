import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { type AskedSubscription, createSubscriptionReader, type ReadSubscription } from './read-subscription.ts';

const schema = buildSchema('type Query { a: Int } type Subscription { told(to: String): Int }');

function documentOf(read: ReadSubscription, query: string): AskedSubscription['document'] {
  const asked = read({ query });
  if (asked instanceof Error) throw asked;
  return asked.document;
}

test('a text is parsed once, until longer ones have taken its place', () => {
  const read = createSubscriptionReader({ schema, maxTokens: 1_000 });
  const query = 'subscription { told }';
  const document = documentOf(read, query);
  expect(documentOf(read, query)).toBe(document);
  const long = (index: number) => `subscription { told(to: "${'x'.repeat(50_000)}${index}") }`;
  for (let index = 0; index < 4; index++) documentOf(read, long(index));
  expect(documentOf(read, query)).not.toBe(document);
});
