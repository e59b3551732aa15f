import type { DocumentNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Answer } from './read-answer.ts';

export type SubgraphError = NonNullable<Answer['errors']>[number];

/** Why there is no answer. */
export type CallFailure = 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE';

export type CallResult =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly code: CallFailure };

export interface SubgraphCall {
  /** The whole request, as JSON. */
  readonly body: string;
  /** A mutation is sent once, whatever becomes of it. */
  readonly isMutation: boolean;
  /** The kind of trace that is wanted with the answer. */
  readonly trace?: string | undefined;
}

export interface MissingParts {
  readonly document: DocumentNode;
  /** How many entities were asked for. */
  readonly representations: number;
}

/** One subgraph, as both engines ask it. Never rejects: a subgraph that fails is an answer too. */
export interface SubgraphClient {
  send(call: SubgraphCall, context: GatewayContext): Promise<CallResult>;
  /** What the client misses when a fetch of this document fails: typed errors at paths within the fetch. */
  explain(code: CallFailure, missing: MissingParts): readonly SubgraphError[];
}
