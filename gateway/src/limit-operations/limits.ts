/** What one operation may ask of the gateway, so that none can keep it from answering the others. */
export interface OperationLimits {
  /** Words of a document. */
  readonly tokens: number;
  /** Fields inside each other. */
  readonly depth: number;
  /** Fields and fragments once each fragment is put in wherever it is used. The next three are counted likewise. */
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Objects that the answer may hold, see `priceOperation`. */
  readonly cost: number;
}

/** Twice what the largest operation of the shop needs, and introspection as explorers ask for it. */
export const defaultLimits: OperationLimits = {
  tokens: 5_000,
  depth: 20,
  selections: 2_000,
  aliases: 50,
  directives: 50,
  rootFields: 20,
  cost: 10_000,
};
