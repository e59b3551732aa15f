import { expect, test } from 'vitest';
import { httpTransportFor } from './framings.ts';

test.each([
  [
    'Apollo Client',
    'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
    'multipart',
  ],
  ['urql', 'text/event-stream, multipart/mixed', 'sse'],
  ['graphql-sse', 'text/event-stream', 'sse'],
  ['somebody who likes one more', 'text/event-stream;q=0.5, multipart/mixed', 'multipart'],
  ['a browser’s page', 'text/html,*/*;q=0.8', undefined],
  ['a query', 'application/json', undefined],
  ['nothing', undefined, undefined],
])('%s gets what it asks for', (_, accept, name) => {
  expect(httpTransportFor(accept)?.name).toBe(name);
});
