import type { Viewer } from '@rushgraph/identity';
import { codedError } from '@rushgraph/service';
import { type Counts, countByOwner } from '../../count-by-owner.ts';
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
  const connections = countByOwner(perProcess);
  const subscriptions = countByOwner(perProcess);
  return {
    connect: (address) => takeFrom(connections, addressSubject(address), perAddress),
    subscribe: (viewer, address) =>
      viewer.kind === 'user'
        ? takeFrom(subscriptions, `viewer ${viewer.id}`, perViewer)
        : takeFrom(subscriptions, `address ${addressSubject(address)}`, perAddress),
  };
}

/** Throws RATE_LIMITED when the bound of the owner is reached, or that of all. */
function takeFrom(counts: Counts, owner: string, mostOfOwner: number): () => void {
  const taken = counts.take(owner, mostOfOwner);
  if (taken === 'of one') throw tooMany(`At most ${mostOfOwner} may be open at once.`);
  if (taken === 'of all') throw tooMany('Too many are open on this gateway.');
  return taken;
}

function tooMany(message: string) {
  return codedError('RATE_LIMITED', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
