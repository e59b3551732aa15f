import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { errorAnswer } from '../../graphql/mask-errors.ts';
import type { Requester } from '../../graphql/requester.ts';
import { answerStream } from './answer-stream.ts';
import { eventStream } from './event-stream.ts';
import { isPassing, type Subscriptions } from './subscriptions.ts';

export interface StreamOperationsOptions {
  readonly subscriptions: Subscriptions;
  readonly requesterOf: (request: FastifyRequest) => Requester;
  /** Default 5,000. */
  readonly heartbeatMs?: number;
  /** Default 30,000. */
  readonly stuckMs?: number;
}

export const HEARTBEAT_MS = 5_000;
export const STUCK_MS = 30_000;

/**
 * Serves the subscriptions of a subgraph at `POST /graphql/stream`, as server-sent events. When the server stops, streams end
 * without `complete`: whoever follows them asks elsewhere.
 */
export function streamOperations(app: FastifyInstance, options: StreamOperationsOptions): void {
  const { subscriptions, requesterOf, heartbeatMs = HEARTBEAT_MS, stuckMs = STUCK_MS } = options;
  const open = new Set<Readable>();

  app.addHook('preClose', async () => {
    for (const body of open) body.destroy();
  });
  app.post('/graphql/stream', async (request, reply) => {
    const answers = await subscriptions.open(request.body, requesterOf(request));
    if (answers instanceof GraphQLError)
      return reply.code(isTheCallers(answers) ? 400 : 503).send(errorAnswer(answers));
    const body = answerStream(answers, {
      framing: eventStream,
      heartbeatMs,
      stuckMs,
      monotonic: () => performance.now(),
    });
    open.add(body);
    body.once('close', () => open.delete(body));
    return reply.type(eventStream.contentType).send(body);
  });
}

function isTheCallers({ extensions: { code } }: GraphQLError): boolean {
  return code !== 'RATE_LIMITED' && !isPassing(code);
}
