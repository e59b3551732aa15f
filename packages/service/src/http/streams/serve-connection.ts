import { everyBeat } from '@rushgraph/concurrency';
import type { Viewer } from '@rushgraph/identity';
import { GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Logger } from '../../logger.ts';
import { type LineSender, sendLines } from './send-lines.ts';
import { HEARTBEAT_MS, STUCK_MS, type StreamOperationsOptions } from './stream-operations.ts';
import type { Answers } from './subscriptions.ts';

export interface ServeConnectionOptions
  extends Pick<StreamOperationsOptions, 'subscriptions' | 'heartbeatMs' | 'stuckMs'> {
  /** Null for a statement that is not signed, or not any more. */
  readonly verify: (statement: string) => Viewer | null;
  readonly logger: Logger;
}

/** A message of a gateway is a list of these. */
const commands = z.array(
  z.union([
    /** Follow under this number, for the viewer of the signed statement. */
    z.object({ follow: z.int(), viewer: z.string(), traceparent: z.string(), operation: z.unknown() }),
    z.object({ leave: z.int() }),
  ]),
);
type Command = z.infer<typeof commands>[number];
type Follow = Extract<Command, { follow: number }>;

/**
 * What a subgraph says of the subscription with a number, in lines: `7+{…}` is an answer, `7.` its completion, `7!CODE` that
 * there will be no more, and why. After the last two nothing more is said of it.
 */
const line = {
  answer: (id: number, json: string) => `${id}+${json}`,
  complete: (id: number) => `${id}.`,
  lost: (id: number, code: string) => `${id}!${code}`,
};

interface Following {
  answers: Answers | undefined;
  hasLeft: boolean;
}

/** A longer answer is not sent: it would hold up all others. */
const LONGEST_CHARACTERS = 16 * 1_048_576;
const BAD_MESSAGE = 4_400;

/** Serves one connection of a gateway, and all its subscriptions. */
export function serveConnection(socket: WebSocket, options: ServeConnectionOptions): void {
  const { subscriptions, verify, logger } = options;
  const open = new Map<number, Following>();
  const lines = sendLines(socket);

  async function follow({ follow: id, viewer: statement, traceparent, operation }: Follow): Promise<void> {
    const following: Following = { answers: undefined, hasLeft: false };
    open.set(id, following);
    try {
      const viewer = verify(statement);
      if (viewer === null) return lines.put(line.lost(id, 'UNAUTHENTICATED'));
      const answers = await subscriptions.open(operation, { viewer, traceparent });
      if (answers instanceof GraphQLError) return lines.put(line.lost(id, String(answers.extensions.code)));
      following.answers = answers;
      if (following.hasLeft) await answers.return();
      else await tell(id, following, answers, lines);
    } catch (error) {
      logger.debug({ err: error }, 'a subscription ended before its time');
      lines.put(line.lost(id, 'ENDED'));
    } finally {
      if (open.get(id) === following) open.delete(id);
    }
  }

  function take(command: Command): void {
    if ('leave' in command) {
      leave(open.get(command.leave));
      open.delete(command.leave);
    } else if (open.has(command.follow)) socket.close(BAD_MESSAGE, 'This number is taken.');
    else void follow(command);
  }

  socket.on('message', (data) => {
    const read = commands.safeParse(parseJson(String(data)));
    if (read.success) for (const command of read.data) take(command);
    else socket.close(BAD_MESSAGE, 'No such message.');
  });
  socket.once('close', () => {
    for (const following of open.values()) leave(following);
  });
  socket.on('error', (error) => logger.debug({ err: error }, 'a connection for subscriptions failed'));
  keepAlive(socket, options);
}

/** Tells answers as they come, each made when there is room for it: a slow gateway gets the newest. */
async function tell(id: number, following: Following, answers: Answers, lines: LineSender): Promise<void> {
  for (;;) {
    const room = lines.room();
    if (room !== undefined) await room;
    const { done, value } = await answers.next();
    if (following.hasLeft) return;
    if (done === true) return lines.put(line.complete(id));
    if (value.length > LONGEST_CHARACTERS) {
      lines.put(line.lost(id, 'TOO_LONG'));
      await answers.return();
      return;
    }
    lines.put(line.answer(id, value));
  }
}

function leave(following: Following | undefined): void {
  if (following === undefined) return;
  following.hasLeft = true;
  void following.answers?.return();
}

/** Cuts a connection whose other side has answered no ping for too long. */
function keepAlive(
  socket: WebSocket,
  { heartbeatMs = HEARTBEAT_MS, stuckMs = STUCK_MS }: Pick<ServeConnectionOptions, 'heartbeatMs' | 'stuckMs'>,
): void {
  // Pings, not milliseconds: a process that has stood still has sent none.
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  const stopBeats = everyBeat(heartbeatMs, () => {
    if (unanswered * heartbeatMs > stuckMs) socket.terminate();
    else {
      unanswered += 1;
      socket.ping();
    }
  });
  socket.once('close', stopBeats);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
