import { type Caller, connectCaller, type HttpText } from '../gateway/raw-caller.ts';

/** So many connections to one address; who finds all of them busy waits for one. */
export interface CallerPool {
  post(body: string, authorization: string | undefined): Promise<HttpText>;
  close(): void;
}

export function callerPool(url: string, connections: number): CallerPool {
  const free: Caller[] = [];
  const waiting: (() => void)[] = [];
  let taken = 0;

  async function take(): Promise<Caller> {
    while (taken >= connections) await new Promise<void>((resolve) => waiting.push(resolve));
    taken += 1;
    try {
      for (let caller = free.pop(); caller !== undefined; caller = free.pop()) if (caller.isOpen()) return caller;
      return await connectCaller(url);
    } catch (error) {
      leave();
      throw error;
    }
  }

  function leave(): void {
    taken -= 1;
    waiting.shift()?.();
  }

  return {
    async post(body, authorization) {
      const caller = await take();
      try {
        return await caller.post(body, authorization);
      } finally {
        free.push(caller);
        leave();
      }
    },
    close() {
      for (const caller of free) caller.close();
    },
  };
}
