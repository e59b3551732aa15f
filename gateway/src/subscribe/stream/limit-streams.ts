import type { Viewer } from '@rushgraph/identity';
import { codedError } from '@rushgraph/service';
import { addressSubject } from '../../limit-rates/rate-subject.ts';

export interface StreamLimits {
  /** Subscriptions of one signed-in viewer. */
  readonly perViewer: number;
  /** Connections from one address: sockets, and HTTP responses that stay open. */
  readonly perAddress: number;
  /** Subscriptions, and as many connections, of this process. */
  readonly perProcess: number;
}

export interface StreamPlaces {
  /** Takes a place for a connection; throws RATE_LIMITED when there is none. The place is given back by the result. */
  connect(address: string): () => void;
  /** Takes a place for a subscription; throws RATE_LIMITED when there is none. */
  subscribe(viewer: Viewer, address: string): () => void;
}

/** So long somebody who was told RATE_LIMITED waits. */
export const RETRY_AFTER_SECONDS = 5;

/** Bounds what stays open, so that neither one person nor one address can take it from the others. */
export function createStreamPlaces({ perViewer, perAddress, perProcess }: StreamLimits): StreamPlaces {
  const connections = createCounts(perProcess);
  const subscriptions = createCounts(perProcess);
  return {
    connect: (address) => connections.take(addressSubject(address), perAddress),
    subscribe: (viewer, address) =>
      viewer.kind === 'user'
        ? subscriptions.take(`viewer ${viewer.id}`, perViewer)
        : subscriptions.take(`address ${addressSubject(address)}`, perAddress),
  };
}

function createCounts(most: number) {
  const counts = new Map<string, number>();
  let all = 0;
  return {
    take(subject: string, mostOfSubject: number): () => void {
      const own = counts.get(subject) ?? 0;
      if (own >= mostOfSubject) throw tooMany(`At most ${mostOfSubject} may be open at once.`);
      if (all >= most) throw tooMany('Too many are open on this gateway.');
      all += 1;
      counts.set(subject, own + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all -= 1;
        const left = (counts.get(subject) ?? 1) - 1;
        if (left === 0) counts.delete(subject);
        else counts.set(subject, left);
      };
    },
  };
}

function tooMany(message: string) {
  return codedError('RATE_LIMITED', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
