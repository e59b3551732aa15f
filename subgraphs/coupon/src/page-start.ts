import { isId } from '@rushgraph/contracts';
import { type Cursor, codedError } from '@rushgraph/service';

const INSTANT = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The instant and the id that a cursor of two parts holds; anything else is BAD_USER_INPUT. */
export function readPageStart([instant = '', id = '']: Cursor): { readonly at: Date; readonly id: string } {
  const at = new Date(instant);
  // A cursor is taken as it was handed out: other spellings of an instant may be years that no row can hold.
  if (!INSTANT.test(instant) || Number.isNaN(at.getTime()) || !isId(id))
    throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this list');
  return { at, id };
}
