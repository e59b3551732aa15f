import Negotiator from 'negotiator';

/** The first one is for who says nothing: old clients know no other. With their charset, which a client may ask for, too. */
const TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/** What was negotiated for a header before: clients of one kind all send the same. */
const negotiated = new Map<string, string | undefined>();
const MOST_REMEMBERED = 200;

/** The media type in which a client wants its answer; undefined when it takes none that GraphQL is answered in. */
export function mediaTypeFor(accept: string | undefined): string | undefined {
  if (accept === undefined) return TYPES[0];
  if (negotiated.has(accept)) return negotiated.get(accept);
  const type = new Negotiator({ headers: { accept } }).mediaType(TYPES);
  if (negotiated.size < MOST_REMEMBERED) negotiated.set(accept, type);
  return type;
}
