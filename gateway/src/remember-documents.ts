import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What Apollo Server needs of a store of documents that it has parsed and found valid. */
export interface DocumentStore {
  get(key: string): Promise<DocumentNode | undefined>;
  set(key: string, document: DocumentNode): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** Nodes, tokens and places of a document take about that much of the heap for each character of its text. */
const BYTES_PER_CHARACTER = 80;

/**
 * Valid documents by their text, at most so many bytes of the heap, those used last. Apollo's own store counts the bytes of
 * their JSON, of which 30 MB are several hundred MB of heap: strangers with many operations made each collection of
 * garbage hold up the customers.
 */
export function rememberDocuments(maxBytes: number): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: maxBytes,
    sizeCalculation: ({ loc }, key) => key.length + (loc?.source.body.length ?? 0) * BYTES_PER_CHARACTER,
  });
  return {
    get: async (key) => documents.get(key),
    async set(key, document) {
      documents.set(key, document);
    },
    delete: async (key) => documents.delete(key),
  };
}
