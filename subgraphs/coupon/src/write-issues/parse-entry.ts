import { parseId, type UserId } from '@rushgraph/contracts';
import { z } from 'zod';

/** An entry of the stream: its id and its fields, names and values in turn. */
export interface Entry {
  readonly id: string;
  readonly fields: readonly string[];
}

/** What an entry says. */
export type Issue =
  | {
      readonly kind: 'issued';
      readonly user: UserId;
      readonly line: number;
      readonly ticket: number;
      readonly place: number;
      readonly at: number;
    }
  /** The order of those who came before the opening has been drawn. */
  | { readonly kind: 'shuffled'; readonly line: number; readonly seed: string; readonly count: number };

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const issue = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('issued'),
    user: z.string().transform((text, context) => {
      const id = parseId<UserId>(text);
      if (id !== null) return id;
      context.addIssue('must be an id');
      return z.NEVER;
    }),
    line: whole,
    ticket: whole,
    place: whole,
    at: whole,
  }),
  z.object({ kind: z.literal('shuffled'), line: whole, seed: z.string().regex(/^[0-9a-f]{32}$/), count: whole }),
]);

/** The issue that an entry holds; undefined when it holds none that this version understands. */
export function parseEntry({ fields }: Entry): Issue | undefined {
  const named: Record<string, string> = {};
  for (let index = 0; index + 1 < fields.length; index += 2) named[fields[index] ?? ''] = fields[index + 1] ?? '';
  return issue.safeParse(named).data;
}
