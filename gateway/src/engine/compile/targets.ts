import type { ResponsePath } from '@apollo/query-planner';
import { isRaw, type Raw, reader } from '../values/raw.ts';

export type Path = readonly (string | number)[];

/** The objects at the end of a path of the plan, in the order of the answer. */
export type Targets = (root: Raw) => Raw[];

/** Compiles a path such as `orders.@.item`; where it leads through nothing there is no target. */
export function targetsOf(path: ResponsePath): Targets {
  const keys = keysOf(path);
  const reads = keys.map(reader);

  function collect(value: unknown, depth: number, found: Raw[]): void {
    if (Array.isArray(value)) {
      for (const element of value) collect(element, depth, found);
      return;
    }
    if (!isRaw(value)) return;
    const read = reads[depth];
    if (read === undefined) found.push(value);
    else collect(read(value), depth + 1, found);
  }

  return (root) => {
    const found: Raw[] = [];
    collect(root, 0, found);
    return found;
  };
}

/** Where the same targets are, in the same order. Only errors ask. */
export function pathsOf(path: ResponsePath, root: Raw): readonly Path[] {
  const keys = keysOf(path);
  const found: Path[] = [];

  function collect(value: unknown, depth: number, at: Path): void {
    if (Array.isArray(value)) {
      for (const [index, element] of value.entries()) collect(element, depth, [...at, index]);
    } else if (isRaw(value)) {
      const key = keys[depth];
      if (key === undefined) found.push(at);
      else collect(reader(key)(value), depth + 1, [...at, key]);
    }
  }

  collect(root, 0, []);
  return found;
}

/** Lists are entered wherever they are: the plan's marks of them (`@`) say nothing that the data does not. */
function keysOf(path: ResponsePath): string[] {
  return path.filter((element): element is string => typeof element === 'string' && element !== '@');
}
