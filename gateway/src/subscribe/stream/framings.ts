import { eventStream, type StreamFraming } from '@rushgraph/service';
import type { GraphQLFormattedError } from 'graphql';
import { rememberByHeader } from '../../remember-by-header.ts';
import type { StreamAnswer } from './subscription.ts';

/** A way to send the answers of a subscription in one HTTP response. */
export interface HttpTransport extends StreamFraming {
  readonly name: 'sse' | 'multipart';
  write(answer: StreamAnswer): string;
  /** The last word before the end, when it is an error. */
  writeErrors(errors: readonly GraphQLFormattedError[]): string;
}

const BOUNDARY = 'graphql';

const serverSentEvents: HttpTransport = {
  ...eventStream,
  name: 'sse',
  write: (answer) => JSON.stringify(answer),
  writeErrors: (errors) => JSON.stringify({ errors }),
};

/** What Apollo calls `subscriptionSpec=1.0`: parts with a `payload` each, `{}` as heartbeat, fatal errors beside a null payload. */
const multipart: HttpTransport = {
  name: 'multipart',
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec=1.0`,
  beginning: `\r\n--${BOUNDARY}`,
  // The boundary comes after each part: a client takes a part only when it has seen where it ends.
  answer: (json) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--${BOUNDARY}`,
  heartbeat: `\r\ncontent-type: application/json\r\n\r\n{}\r\n--${BOUNDARY}`,
  end: '--\r\n',
  write: (payload) => JSON.stringify({ payload }),
  writeErrors: (errors) => JSON.stringify({ payload: null, errors }),
};

const transports: ReadonlyMap<string, HttpTransport> = new Map([
  ['text/event-stream', serverSentEvents],
  ['multipart/mixed', multipart],
]);

/**
 * The way that a client asks for by name; undefined when it names none, since a wish for anything at all is not one for many
 * answers. The parameters of a type (`boundary`, `subscriptionSpec`) do not matter.
 */
export function httpTransportFor(accept = ''): HttpTransport | undefined {
  return transportIn(accept);
}

const transportIn = rememberByHeader((accept) =>
  accept
    .split(',')
    .map(readWish)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => transports.get(type))
    .find((transport) => transport !== undefined),
);

function readWish(text: string) {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) };
}
