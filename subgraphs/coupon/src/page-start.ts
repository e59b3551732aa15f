import { isId } from '@rushgraph/contracts';
import { type Cursor, codedError } from '@rushgraph/service';

/** The instant and the id that a cursor of two parts holds; anything else is BAD_USER_INPUT. */
export function readPageStart([instant = '', id = '']: Cursor): { readonly at: Date; readonly id: string } {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime()) || !isId(id))
    throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this list');
  return { at, id };
}
