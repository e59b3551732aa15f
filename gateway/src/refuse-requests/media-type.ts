import Negotiator from 'negotiator';

/** The first one is for who says nothing: old clients know no other. */
const TYPES = ['application/json', 'application/graphql-response+json'];

/** The media type in which a client wants its answer; undefined when it takes none that GraphQL is answered in. */
export function mediaTypeFor(accept: string | undefined): string | undefined {
  const chosen = accept === undefined ? TYPES[0] : new Negotiator({ headers: { accept } }).mediaType(TYPES);
  return chosen && `${chosen}; charset=utf-8`;
}
