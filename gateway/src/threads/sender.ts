import type { GatewayContext } from '../context.ts';
import { addressSubject } from '../limit-rates/rate-subject.ts';

/** For whom something is done that takes time. */
export interface Sender {
  /** All that comes from one address takes turns with what comes from others; undefined for what is this process's own. */
  readonly owner: string | undefined;
  /** Whether anybody waits for it still. */
  readonly isThere: () => boolean;
}

/** Who plans ahead, and is never refused. */
export const ourselves: Sender = { owner: undefined, isThere: () => true };

export function senderAt(address: string, isThere: () => boolean): Sender {
  return { owner: addressSubject(address), isThere };
}

/** Who has sent a request. */
export function senderOf({ clientAddress, signal }: Pick<GatewayContext, 'clientAddress' | 'signal'>): Sender {
  return senderAt(clientAddress, () => !signal.aborted);
}
