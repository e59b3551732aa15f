import { constants } from 'node:os';

export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndingSignal = (typeof endingSignals)[number];

/** Somebody ended the command by a signal while it ran a tool: the tool has ended too, and what would follow is left out. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** As shells tell it. */
  readonly exitCode: number;

  constructor(signal: EndingSignal) {
    super(`Ended by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}
