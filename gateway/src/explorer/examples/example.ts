/** An operation that the explorer has ready. It has a name: a document with an unnamed one may hold no other. */
export interface Example {
  readonly title: string;
  readonly as: 'anybody' | 'customer' | 'administrator';
  readonly query: string;
  /** `<name>` stands for what `find` finds, `<unique>` for a new text, each time another. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Where values come from that only the running shop knows. */
  readonly find?: Readonly<Record<string, Finding>>;
}

/** A query, and where the value is in its data: a key, a place in a list, or what the element of a list is like. */
export interface Finding {
  readonly query: string;
  readonly at: readonly (string | number | Readonly<Record<string, unknown>>)[];
}
