/**
 * A strategic merge, as Kustomize does it with what our patches hold: objects key by key, lists whose entries have names
 * name by name, anything else as a whole.
 */
export function mergePatch(original: unknown, patch: unknown): unknown {
  if (isNamed(original) && isNamed(patch)) {
    const added = patch.filter(({ name }) => !original.some((one) => one.name === name));
    const merged = original.map((one) =>
      mergePatch(
        one,
        patch.find(({ name }) => name === one.name),
      ),
    );
    return [...merged, ...added];
  }
  if (!isObject(original) || !isObject(patch)) return patch ?? original;
  const keys = new Set([...Object.keys(original), ...Object.keys(patch)]);
  return Object.fromEntries([...keys].map((key) => [key, mergePatch(original[key], patch[key])]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamed(value: unknown): value is readonly { readonly name: unknown }[] {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && Object.hasOwn(entry, 'name'));
}
