import type { EventEmitter } from 'node:events';
import type { Metrics } from '@rushgraph/service';
import { countByOwner } from '../count-by-owner.ts';
import { addressSubject } from '../limit-rates/rate-subject.ts';
import type { Tarpit } from './tarpit.ts';

export interface HolderDeps {
  readonly tarpit: Tarpit;
  readonly metrics: Metrics;
  /** So many answers are held at the same time, of one address and of all: each is a timer, a connection and its text. */
  readonly most?: { readonly ofOne: number; readonly ofAll: number } | undefined;
}

export interface Suspect {
  /** Whom it goes to. */
  readonly address: string;
  /** Since its request came. */
  readonly elapsedMs: number;
  readonly isRefusal: boolean;
  /** What says `close` when nobody waits for the answer any more. */
  readonly connection: EventEmitter;
}

export interface Holder {
  /** Counts a suspect answer, and holds it when it is to be held: `give` is called then, once, and at once when its connection closes. */
  hold(suspect: Suspect, give: () => void): boolean;
}

const MOST = { ofOne: 1_000, ofAll: 5_000 };

/** Lets suspect answers wait as long as the tarpit says. */
export function createHolder({ tarpit, metrics, most = MOST }: HolderDeps): Holder {
  const counted = metrics.counter('gateway_held_answers_total', 'Answers that the tarpit has held');
  const held = countByOwner(most.ofAll);
  return {
    hold({ address, elapsedMs, isRefusal, connection }, give) {
      const owner = addressSubject(address);
      const ms = tarpit.holdFor(owner, elapsedMs, isRefusal);
      const giveBack = ms > 0 ? held.take(owner, most.ofOne) : 'not held';
      if (typeof giveBack === 'string') return false;
      counted.inc();
      const end = () => {
        clearTimeout(timer);
        connection.off('close', end);
        giveBack();
        give();
      };
      const timer = setTimeout(end, ms);
      // Nothing is kept for who has left.
      connection.once('close', end);
      return true;
    },
  };
}
