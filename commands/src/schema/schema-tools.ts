import type { Database } from '@rushgraph/database';

export interface Tools {
  readonly database: Database;
  readonly redisUrl: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/** What was done, for people and for programs. */
export interface Done {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly report: object;
}

export const EXIT = { well: 0, doesNotCompose: 2, breaksClients: 3 } as const;

const DAY_MS = 86_400_000;

/** The instant so many days ago. */
export function daysAgo(days: number, now: Date): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
