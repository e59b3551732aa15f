import type { FetchDataRewrite } from '@apollo/query-planner';
import { isRaw, type Raw, reader, writer } from '../values/raw.ts';
import type { TypeTest } from './type-test.ts';

/** Changes an object that goes to a subgraph or came from one, wherever the path leads. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** A rewrite of the plan: `ValueSetter` sets a key, `KeyRenamer` gives a key another name. */
export function rewriteOf(rewrite: FetchDataRewrite, isOfType: TypeTest): Rewrite {
  const path = [...rewrite.path];
  const last = path.pop();
  if (last === undefined) throw new Error('The plan has a rewrite without a path');
  return path.reduceRight<Rewrite>((next, element) => step(element, next, isOfType), atEach(change(rewrite, last)));
}

function change(rewrite: FetchDataRewrite, key: string): (raw: Raw) => void {
  const read = reader(key);
  if (rewrite.kind === 'ValueSetter') {
    const set = writer(key);
    return (raw) => set(raw, rewrite.setValueTo);
  }
  const set = writer(rewrite.renameKeyTo);
  return (raw) => {
    const value = read(raw);
    if (value === undefined) return;
    set(raw, value);
    delete raw[key];
  };
}

function step(element: string, next: Rewrite, isOfType: TypeTest): Rewrite {
  if (!element.startsWith(FRAGMENT)) {
    const read = reader(element);
    return atEach((raw) => next(read(raw)));
  }
  const condition = element.slice(FRAGMENT.length);
  return atEach((raw) => {
    const { __typename: typename } = raw;
    if (typeof typename !== 'string' || isOfType(typename, condition)) next(raw);
  });
}

function atEach(work: (raw: Raw) => void): Rewrite {
  return function visit(value) {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isRaw(value)) work(value);
  };
}

/** What the keys are called that these rewrites rename. */
export function keyRenames(rewrites: readonly FetchDataRewrite[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rewrite of rewrites) {
    const key = rewrite.path.at(-1);
    if (rewrite.kind === 'KeyRenamer' && key !== undefined) names.set(key, rewrite.renameKeyTo);
  }
  return names;
}
