import { codedError } from '@rushgraph/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { clientIn } from '../../client-program.ts';
import { tokenEnd } from '../../identify/token-end.ts';
import { answerRefusal, noteOf } from '../../log-requests/request-note.ts';
import type { Live } from '../open/live.ts';
import type { StreamPlaces } from '../stream/limit-streams.ts';
import type { IsAllowedOrigin } from '../stream/origins.ts';
import type { Subscriber, Transport } from '../stream/subscriber.ts';

export interface ServeStreamsDeps {
  readonly live: Live;
  readonly places: StreamPlaces;
  readonly isAllowedOrigin: IsAllowedOrigin;
  readonly heartbeatMs: number;
  readonly stuckMs: number;
  readonly monotonic: () => number;
}

/** Who subscribes by a request, as it was found out at the door. */
export function subscriberOf(request: FastifyRequest, transport: Transport): Subscriber {
  const { viewer = { kind: 'anonymous' }, traceparent } = noteOf(request);
  const endsAt = tokenEnd(request.headers.authorization);
  const client = clientIn(request.headers);
  const isThere = () => !request.raw.socket.destroyed;
  return { viewer, endsAt, clientAddress: request.ip, traceparent, transport, client, isThere };
}

/** Answers a request that a page of another site could have made; undefined for another one. */
export function refuseForm(
  request: FastifyRequest,
  reply: FastifyReply,
  isAllowedOrigin: IsAllowedOrigin,
): FastifyReply | undefined {
  const { origin, host, 'content-type': type } = request.headers;
  if (!isAllowedOrigin(origin, host))
    return answerRefusal(reply, 403, codedError('FORBIDDEN', 'Pages of this origin may not subscribe.'));
  // A form cannot send this type, and a script of another site not without being asked first.
  if (request.method === 'POST' && type?.startsWith('application/json') !== true)
    return answerRefusal(reply, 415, codedError('BAD_USER_INPUT', 'Send the operation as application/json.'));
  return undefined;
}

/** A place for a connection, to be given back; or why there is none. */
export function takePlace(request: FastifyRequest, places: StreamPlaces): (() => void) | GraphQLError {
  try {
    return places.connect(request.ip);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
