import { readFileSync } from 'node:fs';
import { errorCodes, isErrorCode } from '@rushgraph/identity';
import { CloseCode } from 'graphql-ws';
import { expect, test } from 'vitest';
import { CLOSED } from './over-websocket/close-codes.ts';
import { type EndReason, endError, StreamEnded } from './stream/stream-end.ts';

const page = readFileSync(new URL('../../../docs/clients.md', import.meta.url), 'utf8');

test('docs/clients.md lists each code with which a socket is closed', () => {
  const ofProtocol = [
    CloseCode.BadRequest,
    CloseCode.Unauthorized,
    CloseCode.SubprotocolNotAcceptable,
    CloseCode.ConnectionInitialisationTimeout,
    CloseCode.SubscriberAlreadyExists,
    CloseCode.TooManyInitialisationRequests,
  ];
  for (const code of [...Object.values(CLOSED).map((closed) => closed.code), ...ofProtocol])
    expect(page).toMatch(new RegExp(`\\b${code}\\b`));
});

test.each(['TOKEN_ENDED', 'DRAINING', 'SCHEMA_CHANGED', 'UPSTREAM_LOST'] as const satisfies readonly EndReason[])(
  'docs/clients.md says what a client is told when a subscription ends with %s',
  (reason) => {
    const { extensions } = endError(new StreamEnded(reason));
    expect(isErrorCode(extensions.code)).toBe(true);
    expect(page).toContain(
      `\`${extensions.code}\``.replace('`STREAM_ENDED`', `\`STREAM_ENDED\`, \`reason: ${reason}\``),
    );
  },
);

test('docs/clients.md says of each code what it means, and knows no other', () => {
  const table = page.slice(page.indexOf('## Codes'), page.indexOf('## The session'));
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => code));
  expect(listed.toSorted()).toEqual([...errorCodes].toSorted());
});
