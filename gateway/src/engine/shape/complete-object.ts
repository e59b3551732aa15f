import { type Raw, reader, writer } from '../values/raw.ts';
import { membersOf } from './select-members.ts';
import type { ObjectType, Selected, ShapeRun } from './shape.ts';
import { EXPLAINED } from './shape-run.ts';

/**
 * The answer of one object: exactly the asked keys, in order, each value checked against the schema that clients see;
 * EXPLAINED when one of them must not be null and is.
 */
export function completeObject(
  received: Raw,
  run: ShapeRun,
  type: ObjectType,
  selected: Selected,
): Raw | typeof EXPLAINED {
  const answer: Raw = {};
  for (const member of membersOf(selected, type, run.options).members) {
    const { key, from, isSpecial } = member;
    run.path.push(key);
    const value = member.complete(isSpecial ? reader(from)(received) : received[from], run, member.selected);
    run.path.pop();
    if (value === EXPLAINED && !member.isNullable) return EXPLAINED;
    const answered = value === EXPLAINED ? null : value;
    if (isSpecial) writer(key)(answer, answered);
    else answer[key] = answered;
  }
  return answer;
}
