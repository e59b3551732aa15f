import type { IncomingHttpHeaders } from 'node:http';

/** The header in which clients of Apollo's and others name themselves. */
export const CLIENT_NAME = 'apollographql-client-name';

/** What these headers of a request say of its client. */
export function clientIn(headers: IncomingHttpHeaders): string | undefined {
  const given = headers[CLIENT_NAME];
  return typeof given === 'string' ? given : undefined;
}

/** Names and versions of programs. Whatever else somebody writes into these headers is nobody's business. */
const PROGRAM = /^[\w.@/+-]{1,64}$/;

/** What a header says of the client's program; undefined when it says nothing, or something else. */
export function programIn(header: string | undefined): string | undefined {
  return header !== undefined && PROGRAM.test(header) ? header : undefined;
}
