import { z } from 'zod';

const named = z.object({ type: z.enum(['subscribe', 'complete']), id: z.string() });

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
  /** A name is wanted for a third operation before the first one is over. */
  refuse: () => void,
): OperationsInTurn {
  const running = new Map<string, Running>();
  let isClosed = false;

  async function begin(id: string, text: string): Promise<void> {
    const operation: Running = { hasLeft: false, next: undefined };
    running.set(id, operation);
    try {
      await take(text);
    } finally {
      running.delete(id);
    }
    if (operation.next !== undefined && !isClosed) await begin(id, operation.next);
  }

  return {
    async take(text) {
      const { type, id = '' } = readName(text);
      const operation = running.get(id);
      if (type === 'subscribe' && operation === undefined) return begin(id, text);
      if (operation?.hasLeft !== true) {
        if (operation !== undefined && type === 'complete') operation.hasLeft = true;
        return take(text);
      }
      if (type === 'complete') operation.next = undefined;
      else if (operation.next === undefined) operation.next = text;
      else refuse();
    },
    close() {
      isClosed = true;
    },
  };
}

/** Nothing for another message, or none at all: that is the library's to judge. */
function readName(text: string): Partial<z.infer<typeof named>> {
  try {
    return named.safeParse(JSON.parse(text)).data ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
