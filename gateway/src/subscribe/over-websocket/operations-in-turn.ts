import { CloseCode, MessageType } from 'graphql-ws';
import { z } from 'zod';

const named = z.object({ type: z.string(), id: z.string().optional() });
/** All that a message has. The library keeps a message for as long as its subscription lasts, with whatever else is in it. */
const known = new Set(['type', 'id', 'payload']);
/** What servers say. The library takes it for a fault of ours when a client does. */
const OF_SERVERS = new Set<string>([MessageType.ConnectionAck, MessageType.Next, MessageType.Error]);

/** An operation that the library has begun and not finished. */
interface Running {
  /** The client has completed it. */
  hasLeft: boolean;
  /** The operation that comes next under its name. */
  next: string | undefined;
}

export interface OperationsInTurn {
  /** Takes a message of the client; resolves when it has been dealt with. */
  take(text: string): Promise<void>;
  /** Nothing that waits is begun any more. */
  close(): void;
}

/**
 * Lets operations of one name begin one after the other. A client may use the name of an operation again as soon as it has
 * completed it; graphql-ws then takes the new one for the old one while that is still being opened or closed, and closes neither.
 */
export function operationsInTurn(
  take: (text: string) => Promise<void>,
  /** A name is wanted for a third operation before the first one is over, or a message is none of a client's. */
  refuse: (code: CloseCode) => void,
): OperationsInTurn {
  const running = new Map<string, Running>();
  let isClosed = false;

  async function begin(id: string, text: string): Promise<void> {
    for (let next: string | undefined = text; next !== undefined && !isClosed; ) {
      const operation: Running = { hasLeft: false, next: undefined };
      running.set(id, operation);
      try {
        await take(next);
      } finally {
        running.delete(id);
      }
      next = operation.next;
    }
  }

  return {
    async take(received) {
      const { type, id = '', text } = read(received);
      if (type !== undefined && OF_SERVERS.has(type)) return refuse(CloseCode.BadRequest);
      const operation = running.get(id);
      if (type === MessageType.Subscribe && operation === undefined) return begin(id, text);
      if (operation?.hasLeft !== true || (type !== MessageType.Subscribe && type !== MessageType.Complete)) {
        if (operation !== undefined && type === MessageType.Complete) operation.hasLeft = true;
        return take(text);
      }
      if (type === MessageType.Complete) operation.next = undefined;
      else if (operation.next === undefined) operation.next = text;
      else refuse(CloseCode.SubscriberAlreadyExists);
    },
    close() {
      isClosed = true;
    },
  };
}

interface ReadMessage extends Partial<z.infer<typeof named>> {
  /** Without what no message has. */
  readonly text: string;
}

/** No name of another message, or of none at all: that is the library's to judge. */
function read(text: string): ReadMessage {
  try {
    const message: unknown = JSON.parse(text);
    const { data } = named.safeParse(message);
    return data === undefined ? { text } : { ...data, text: withoutOthers(message as object, text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { text };
    throw error;
  }
}

function withoutOthers(message: object, text: string): string {
  const entries = Object.entries(message);
  const own = entries.filter(([name]) => known.has(name));
  return own.length === entries.length ? text : JSON.stringify(Object.fromEntries(own));
}
