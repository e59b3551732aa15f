import { expect, it } from 'vitest';
import { loadEach, loadersById } from './load-by-id.ts';

type Id = 'good' | 'other' | 'bad' | 'nothing';

/** Loaders of a store where one row says nothing of its size. */
function fixture() {
  const stored = new Map<Id, { readonly size?: number }>([
    ['good', { size: 1 }],
    ['other', { size: 2 }],
    ['bad', {}],
  ]);
  const reads: (readonly Id[])[] = [];
  async function find(ids: readonly Id[]) {
    reads.push(ids);
    return new Map(ids.flatMap((id) => (stored.has(id) ? [[id, stored.get(id) ?? {}] as const] : [])));
  }
  return { find, reads };
}

function sizeOf({ size }: { readonly size?: number }): number {
  if (size === undefined) throw new Error('no size');
  return size;
}

it('fails for whoever asked for a row that cannot be read, and for nobody gathered with them', async () => {
  const { find, reads } = fixture();
  const loader = loadersById(find, sizeOf);
  const [one, another] = [loader(), loader()];
  const answers = await Promise.allSettled([one.load('good'), another.load('bad'), another.load('other')]);
  expect(answers).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: new Error('no size') },
    { status: 'fulfilled', value: 2 },
  ]);
  expect(reads).toEqual([['good', 'bad', 'other']]);
  expect(await loader().load('nothing')).toBeNull();
});

it('would fail for all of them if rows were read where they are found', async () => {
  const { find } = fixture();
  const loader = loadersById(
    async (ids: readonly Id[]) => new Map([...(await find(ids))].map(([id, row]) => [id, sizeOf(row)])),
    (size) => size,
  );
  const answers = await Promise.allSettled([loader().load('good'), loader().load('bad')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('asks for each id alone, of what finds nothing at all when it cannot read one of them', async () => {
  const { find, reads } = fixture();
  const sizes = async (ids: readonly Id[]) => new Map([...(await find(ids))].map(([id, row]) => [id, sizeOf(row)]));
  const loader = loadEach(sizes);
  const ids = ['good', 'bad', 'other', 'nothing', 'good'] as const;
  expect(await Promise.allSettled(ids.map((id) => loader.load(id)))).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: new Error('no size') },
    { status: 'fulfilled', value: 2 },
    { status: 'fulfilled', value: null },
    { status: 'fulfilled', value: 1 },
  ]);
  expect(reads).toEqual([['good'], ['bad'], ['other'], ['nothing']]);
});
