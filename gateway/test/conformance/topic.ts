import type { Told } from './told.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type Plain = string | number | boolean | null | undefined | Row | readonly Plain[];
/** What a field is worth: a value, or one that is made of the arguments and of what a representation told (`@requires`). */
export type Worth = Plain | ((given: Arguments, told: Told) => Plain);

/** An object with its type; the same in every subgraph that knows it. */
export interface Row {
  readonly __typename: string;
  readonly [field: string]: Worth;
}

export interface Case {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether a subgraph answers what clients may not see: that is null without an error, which one server would report. */
  readonly isHidden?: boolean;
  /** Why no executor can answer this as one server does: the plan says otherwise. */
  readonly decidedByPlanner?: string;
  /** Why Apollo's executor answers something else than one server, where ours does not. */
  readonly wrongInStock?: string;
}

/** A few subgraphs, what their fields are worth, and what is asked of them. */
export interface Topic {
  readonly name: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly roots: Readonly<Record<string, Worth>>;
  /** All entities that can be referred to. */
  readonly rows?: readonly Row[];
  /** Whether a subgraph has never heard of an entity. */
  readonly isUnknown?: (subgraph: string, row: Row) => boolean;
  readonly cases: readonly Case[];
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@extends"])\n`;

/** A schema of Federation 2. */
export function fed2(sdl: string): string {
  return LINK + sdl;
}
