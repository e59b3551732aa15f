import type { StreamFraming } from './answer-stream.ts';

/** Server-sent events in the distinct connections mode of graphql-sse: `next` for each answer, `complete` at the end. */
export const eventStream: StreamFraming = {
  contentType: 'text/event-stream; charset=utf-8',
  beginning: ':\n\n',
  heartbeat: ':\n\n',
  // JSON has no line breaks of its own, so an answer is one line.
  answer: (json) => `event: next\ndata: ${json}\n\n`,
  end: 'event: complete\ndata: \n\n',
};
