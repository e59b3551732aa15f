import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Metrics } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Browsers and proxies send one request after another. */
const MOST_UNANSWERED = 10;

/** Answers that are due on a connection. */
const unanswered = new WeakMap<Socket, Set<ServerResponse>>();
/** Connections whose answer goes on for as long as its client wants. */
const streaming = new WeakSet<Socket>();

/**
 * Cuts a connection whose client sends one request after another without taking their answers. Node has all of them run at the
 * same time and keeps each answer until those before it were taken: a few kilobytes would fill the memory, for ever.
 */
export function limitPipelining(app: FastifyInstance, metrics: Metrics): void {
  const cut = metrics.counter('gateway_cut_connections_total', 'Connections on which too many requests waited');
  // Before Fastify, which answers some without any hook.
  app.server.prependListener('request', ({ socket }, answer) => {
    const answers = unanswered.get(socket) ?? watch(socket);
    if (socket.destroyed) return;
    if (answers.size >= MOST_UNANSWERED || streaming.has(socket)) {
      cut.inc();
      socket.destroy();
      return;
    }
    answers.add(answer);
    answer.once('close', () => answers.delete(answer));
  });
  // Others that have come with it come here, too, and nothing of theirs is done.
  app.addHook('onRequest', ({ raw: { socket } }, _reply, done) => {
    if (!socket.destroyed) done();
  });
}

/** Node tells only the first answer on a connection that this has closed. */
function watch(socket: Socket): Set<ServerResponse> {
  const answers = new Set<ServerResponse>();
  unanswered.set(socket, answers);
  socket.once('close', () => {
    for (const answer of answers) {
      if (answer.socket !== null) continue;
      answer.destroy();
      answer.emit('close');
    }
  });
  return answers;
}

/**
 * From now on nothing is answered on this connection before the stream has ended. Cuts it when something waits already:
 * resolves when the answer is destroyed.
 */
export async function streamAlone({ raw: { socket } }: FastifyRequest, { raw: answer }: FastifyReply): Promise<void> {
  if (answer.destroyed) return;
  if ((unanswered.get(socket)?.size ?? 0) > 1) {
    const closed = once(answer, 'close');
    socket.destroy();
    await closed;
    return;
  }
  streaming.add(socket);
  answer.once('close', () => streaming.delete(socket));
}
