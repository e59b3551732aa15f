import Negotiator from 'negotiator';

/** The first one is for who says nothing: old clients know no other. */
const TYPES = ['application/json', 'application/graphql-response+json'];

/** What was negotiated for a header before: clients of one kind all send the same. */
const negotiated = new Map<string, string | undefined>();
const MOST_REMEMBERED = 200;
const DEFAULT = 'application/json; charset=utf-8';

/** The media type in which a client wants its answer; undefined when it takes none that GraphQL is answered in. */
export function mediaTypeFor(accept: string | undefined): string | undefined {
  if (accept === undefined) return DEFAULT;
  if (negotiated.has(accept)) return negotiated.get(accept);
  const chosen = new Negotiator({ headers: { accept } }).mediaType(TYPES);
  const type = chosen && withCharset(chosen);
  if (negotiated.size < MOST_REMEMBERED) negotiated.set(accept, type);
  return type;
}

function withCharset(type: string): string {
  return `${type}; charset=utf-8`;
}
