import Negotiator from 'negotiator';
import { rememberByHeader } from '../remember-by-header.ts';

/** The first one is for who says nothing: old clients know no other. With their charset, which a client may ask for, too. */
const TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

const negotiate = rememberByHeader((accept) => new Negotiator({ headers: { accept } }).mediaType(TYPES));

/** The media type in which a client wants its answer; undefined when it takes none that GraphQL is answered in. */
export function mediaTypeFor(accept: string | undefined): string | undefined {
  return accept === undefined ? TYPES[0] : negotiate(accept);
}
