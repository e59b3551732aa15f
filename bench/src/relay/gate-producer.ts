import type { Producer } from '@rushgraph/messaging';

export interface GatedProducer extends Producer {
  /** From now on nothing is sent. */
  close(): void;
  open(): void;
}

/** A producer that can be held back, so that a relay which is up and holds its buckets has a backlog to begin with. */
export function gateProducer(producer: Producer): GatedProducer {
  let gate = Promise.resolve();
  let open: (() => void) | undefined;
  return {
    async send(records) {
      await gate;
      await producer.send(records);
    },
    stop: () => producer.stop(),
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      open = resolve;
    },
    open: () => open?.(),
  };
}
