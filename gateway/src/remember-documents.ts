import type { DocumentStore } from '@rushgraph/service';
import type { DocumentNode } from 'graphql';
import { createSegmentedCache } from './segmented-cache.ts';

/** A document that clients have asked by. */
export interface UsedText {
  /** Of its text. */
  readonly queryHash: string;
  readonly document: DocumentNode;
  readonly uses: number;
}

export interface RememberedDocuments extends DocumentStore {
  /** Documents that were used more than once by clients of the schema with this SHA-256, most used first. */
  mostUsed(apiHash: string, count: number): readonly UsedText[];
  /** One of them was used by who did not ask for it here. */
  used(apiHash: string, queryHash: string): void;
  has(apiHash: string, queryHash: string): boolean;
  /** Takes over a document that is valid by this schema, too. */
  add(apiHash: string, used: UsedText): void;
}

interface Remembered {
  readonly document: DocumentNode;
  uses: number;
}

/** Nodes, tokens and places of a document take about that much of the heap for each character of its text. */
const BYTES_PER_CHARACTER = 80;

/**
 * Valid documents by their text, at most so many bytes of the heap, those used last. Apollo's own store counts the bytes of
 * their JSON, of which 30 MB are several hundred MB of heap: strangers with many operations made each collection of
 * garbage hold up the customers.
 */
export function rememberDocuments(maxBytes: number): RememberedDocuments {
  const documents = createSegmentedCache<Remembered>({
    maxBytes,
    bytesOf: ({ document: { loc } }, key) => key.length + (loc?.source.body.length ?? 0) * BYTES_PER_CHARACTER,
    isUsedAgain: ({ uses }) => uses > 0,
  });
  function usedAgain(key: string): DocumentNode | undefined {
    const known = documents.get(key);
    if (known !== undefined) known.uses += 1;
    return known?.document;
  }

  return {
    get: async (key) => usedAgain(key),
    used: (apiHash, queryHash) => void usedAgain(prefixOf(apiHash) + queryHash),
    async set(key, document) {
      documents.set(key, { document, uses: 1 });
    },
    delete: async (key) => documents.delete(key),
    mostUsed(apiHash, count) {
      const prefix = prefixOf(apiHash);
      return [...documents.entries()]
        .filter(([key, { uses }]) => uses >= 2 && key.startsWith(prefix))
        .sort(([, left], [, right]) => right.uses - left.uses)
        .slice(0, count)
        .map(([key, known]) => ({ queryHash: key.slice(prefix.length), ...known }));
    },
    has: (apiHash, queryHash) => documents.has(prefixOf(apiHash) + queryHash),
    add: (apiHash, { queryHash, document, uses }) =>
      void documents.set(prefixOf(apiHash) + queryHash, { document, uses }, uses > 0),
  };
}

/** Apollo Server's: a document is valid by the schema that its key begins with. */
function prefixOf(apiHash: string): string {
  return `${apiHash}:`;
}
