import { readFileSync } from 'node:fs';
import { eventually } from '@rushgraph/testkit';
import { print } from 'graphql';
import { expect, it } from 'vitest';
import { startLoneEngine } from '../../test/lone-engine.ts';

const supergraphSdl = readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8');

/** An engine that plans nothing before its gate is opened. */
async function startWithGate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const planned: string[] = [];
  const lone = await startLoneEngine({
    supergraphSdl,
    maxPlanBytes: 10_000_000,
    warmOperations: 10,
    planBeside: (_, own) => async (document) => {
      planned.push(print(document));
      await opened;
      return own(document);
    },
  });
  return { ...lone, planned, open };
}

const named = (alias: string) => `{ item(id: "1") { ${alias}: name } }`;

it('is refused to one address that has too much of it waiting, and no other', async () => {
  const { ask, open, close } = await startWithGate();
  const refused: string[] = [];
  const many = Array.from({ length: 120 }, async (_, n) => {
    const answer = await ask(named(`a${n}`), {}, { clientAddress: '10.0.0.1' });
    if (answer.includes('errors')) refused.push(answer);
  });
  // One is under way, and a hundred wait.
  await eventually(() => expect(refused).toHaveLength(19));
  const other = ask(named('other'), {}, { clientAddress: '10.0.0.2' });
  open();
  expect(JSON.parse(await other)).toEqual({ data: { item: { other: expect.any(String) } } });
  await Promise.all(many);
  expect(refused).toHaveLength(19);
  for (const answer of refused) expect(answer).toContain('"code":"RATE_LIMITED"');
  await close();
});

it('is done for nobody who has left', async () => {
  const { ask, open, planned, close } = await startWithGate();
  const first = ask(named('first'));
  await eventually(() => expect(planned).toHaveLength(1));
  const leaving = new AbortController();
  const left = ask(named('left'), {}, { signal: leaving.signal });
  const last = ask(named('last'));
  leaving.abort();
  open();
  await Promise.all([first, last]);
  expect(JSON.parse(await left)).not.toHaveProperty('errors');
  expect(planned.map((text) => /(\w+): name/.exec(text)?.[1])).toEqual(['first', 'last']);
  await close();
});
