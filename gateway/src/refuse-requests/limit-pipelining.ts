import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Browsers and proxies send one request after another. */
const MOST_UNANSWERED = 10;

/** Requests that wait for their answers. */
const unanswered = new WeakMap<Socket, number>();
/** Connections whose answer goes on for as long as its client wants. */
const streaming = new WeakSet<Socket>();

/**
 * Cuts a connection whose client sends one request after another without taking their answers. Node has all of them run at the
 * same time and keeps each answer until those before it were taken: a few kilobytes would fill the memory, for ever.
 */
export function limitPipelining(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    const before = unanswered.get(socket) ?? 0;
    // Others that have come with it come here, too, and nothing of theirs is done.
    if (before >= MOST_UNANSWERED || streaming.has(socket)) return void socket.destroy();
    unanswered.set(socket, before + 1);
    reply.raw.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    done();
  });
}

/**
 * From now on nothing is answered on this connection before the stream has ended. Cuts it when something waits already: then
 * the answer is destroyed.
 */
export function streamAlone({ raw: { socket } }: FastifyRequest, { raw: answer }: FastifyReply): void {
  if ((unanswered.get(socket) ?? 0) > 1) {
    socket.destroy();
    answer.destroy();
    return;
  }
  streaming.add(socket);
  answer.once('close', () => streaming.delete(socket));
}
