import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { declaredVariables } from './declared-variables.ts';

it('leaves out what is not declared, and adds nothing', () => {
  const [operation] = parse('subscription ($id: ID!, $first: Int, $none: Int) { a }').definitions;
  const sent = { id: '1', first: null, other: [{}, {}] };
  const declared = declaredVariables(operation as OperationDefinitionNode, sent);
  expect(Object.entries(declared)).toEqual([
    ['id', '1'],
    ['first', null],
  ]);
});
