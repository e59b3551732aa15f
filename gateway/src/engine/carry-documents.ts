import { othersFirst } from '@rushgraph/concurrency';
import type { DocumentNode } from 'graphql';
import type { RememberedDocuments, UsedText } from '../remember-documents.ts';
import type { LoadedSupergraph } from './loaded-supergraph.ts';
import type { FindFitting } from './read/find-fitting.ts';

export interface CarryOptions {
  readonly documents: RememberedDocuments;
  readonly from: LoadedSupergraph;
  readonly to: LoadedSupergraph;
  readonly findFitting: FindFitting;
  /** So many of the most used. */
  readonly count: number;
  /** Compiles a document for the next supergraph. */
  readonly compile: (used: UsedText) => Promise<unknown>;
  readonly isOver: () => boolean;
}

/**
 * Makes what is asked most ready for the next supergraph, with turns for others in between: otherwise whoever asks first
 * after a swap reads, validates and compiles it again, all at the same time.
 */
export async function carryDocuments(options: CarryOptions): Promise<void> {
  const { documents, from, to, findFitting, count, compile, isOver } = options;
  const isSame = from.apiHash === to.apiHash;
  const known = documents.mostUsed(from.apiHash, count).filter(({ document }) => document.loc !== undefined);
  const fitting = isSame ? [] : await fittingOrNone(findFitting, known);
  for (const [index, used] of known.entries()) {
    if (isOver()) return;
    if (!isSame && fitting[index] !== true) continue;
    await othersFirst();
    const own = isSame ? used : { ...used, document: anew(used.document), uses: used.uses / 2 };
    if (!isSame) documents.add(to.apiHash, own);
    // A request that asks for it will be told why.
    await compile(own).catch(() => undefined);
  }
}

/** A thread that has ended is no reason to refuse a supergraph: whoever asks first then has the document validated. */
async function fittingOrNone(findFitting: FindFitting, known: readonly UsedText[]): Promise<readonly boolean[]> {
  try {
    return await findFitting(known.map(({ document }) => document.loc?.source.body ?? ''));
  } catch {
    return [];
  }
}

/** Others remember by document and operation what they have found out with its schema. */
function anew({ definitions, ...document }: DocumentNode): DocumentNode {
  return { ...document, definitions: definitions.map((definition) => ({ ...definition })) };
}
