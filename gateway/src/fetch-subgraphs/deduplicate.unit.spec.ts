import { expect, it } from 'vitest';
import { deduplicateRepresentations } from './deduplicate.ts';

const item = (id: string) => ({ __typename: 'Item', id });

it('asks once for each entity and answers for all, with copies', () => {
  const { variables, spread } = deduplicateRepresentations({
    first: 1,
    representations: [item('a'), item('b'), item('a')],
  });
  expect(variables).toEqual({ first: 1, representations: [item('a'), item('b')] });
  const data = spread({ _entities: [{ name: 'A' }, null] });
  expect(data).toEqual({ _entities: [{ name: 'A' }, null, { name: 'A' }] });
  const entities = data?._entities;
  expect(Array.isArray(entities) && entities[0] === entities[2]).toBe(false);
});

it('gives each place the errors of its entity', () => {
  const { spreadErrors } = deduplicateRepresentations({ representations: [item('a'), item('b'), item('a')] });
  const lost = { message: 'lost', path: ['_entities', 0, 'price'] };
  const whole = { message: 'whole' };
  expect(spreadErrors([lost, whole])).toEqual([lost, { message: 'lost', path: ['_entities', 2, 'price'] }, whole]);
});

it('leaves other fetches as they are', () => {
  const variables = { id: 'x' };
  expect(deduplicateRepresentations(variables).variables).toBe(variables);
  expect(deduplicateRepresentations({}).spread(null)).toBeNull();
});
