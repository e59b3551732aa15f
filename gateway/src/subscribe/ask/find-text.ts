import type { PersistedQueryOptions } from '@apollo/server';
import { codedError } from '@rushgraph/service';
import { APQ_PREFIX } from '../../store-operations/apq-cache.ts';
import { operationHash, type Safelist } from '../../store-operations/safelist.ts';
import type { AskedOperation } from './read-request.ts';

export interface StoredTexts {
  readonly apqCache: PersistedQueryOptions['cache'] | undefined;
  readonly safelist: Safelist | undefined;
}

/** The text of an operation: as it was sent, or as it is stored. Throws when it is not stored, or may not be run. */
export async function findText({ query, hash }: AskedOperation, { apqCache, safelist }: StoredTexts): Promise<string> {
  if (query !== undefined && hash !== undefined && operationHash(query) !== hash)
    throw codedError('BAD_USER_INPUT', 'The hash is not that of the query.');
  if (safelist !== undefined) {
    const stored = safelist.textOf(query === undefined ? (hash ?? '') : operationHash(query));
    if (stored === undefined) throw codedError('OPERATION_NOT_SAFELISTED', 'Only stored operations are run here.');
    return stored;
  }
  if (query === undefined && hash === undefined) throw codedError('BAD_USER_INPUT', 'An operation needs a query.');
  const text = query ?? (await apqCache?.get(APQ_PREFIX + hash));
  if (text === undefined) throw codedError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  if (query !== undefined && hash !== undefined) await apqCache?.set(APQ_PREFIX + hash, query);
  return text;
}
