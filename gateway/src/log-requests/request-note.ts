import type { Viewer } from '@rushgraph/identity';
import { errorAnswer, traceparentOf } from '@rushgraph/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLFormattedError, OperationDefinitionNode } from 'graphql';

/** What is known of a request when it has been answered, for the one line that the log gets of it. */
export interface RequestNote {
  /** W3C trace context: the client's own, or a new one. */
  readonly traceparent: string;
  /** Undefined for who was refused before it was known. */
  viewer?: Viewer;
  /** The name of the operation, or null; undefined when none was found. */
  operation?: string | null;
  kind?: string;
  /** The codes of the answer's errors, each once. */
  codes: readonly string[];
  cost?: number;
  /** The text that was examined for this request, and found valid or left to Apollo Server. */
  examined?: string;
}

const NOTE = Symbol('what is known of a request');

declare module 'fastify' {
  interface FastifyRequest {
    /** On the request itself: a weak map of what lives as short as a request keeps the collector busy. */
    [NOTE]?: RequestNote;
  }
}

/** The note of a request; at first it says nothing but the trace. */
export function noteOf(request: FastifyRequest): RequestNote {
  const known = request[NOTE];
  if (known !== undefined) return known;
  const note: RequestNote = { traceparent: traceparentOf(request.headers.traceparent), codes: [] };
  request[NOTE] = note;
  return note;
}

/** Notes which operation a request has asked for. */
export function noteOperation(
  note: RequestNote,
  { name, operation }: Pick<OperationDefinitionNode, 'name' | 'operation'>,
): void {
  note.operation = name?.value ?? null;
  note.kind = operation;
}

/** Notes the codes of an answer's errors. */
export function noteErrors(note: RequestNote, errors: readonly GraphQLFormattedError[]): void {
  note.codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))];
}

/** The status of a request whose client has left before its answer. */
export const CLIENT_LEFT = 499;

/** Ends a request whose client has left. That is no error of ours, nor of a subgraph: no code is counted. */
export function endUnanswered(reply: FastifyReply): void {
  reply.code(CLIENT_LEFT).send();
}

/** Answers a request that no engine saw, in GraphQL's form, and notes why. */
export function answerRefusal(reply: FastifyReply, status: number, error: GraphQLError): FastifyReply {
  noteOf(reply.request).codes = [String(error.extensions.code)];
  return reply.code(status).send(errorAnswer(error));
}
