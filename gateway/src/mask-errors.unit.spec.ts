import { silentLogger } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createGatewayMask } from './mask-errors.ts';

const mask = createGatewayMask(silentLogger());
const bug = { code: 'INTERNAL_SERVER_ERROR', errorId: 'e1' };

it('keeps the id that a subgraph gave to its bug', () => {
  const formatted = {
    message: 'Something went wrong on our side.',
    path: ['item'],
    extensions: { ...bug, serviceName: 'item' },
  };
  expect(mask(formatted, new Error())).toEqual({ ...formatted, extensions: bug });
});

it('masks everything else as every process does', () => {
  const own = mask(
    { message: 'undefined is not a function', extensions: bug },
    new Error('undefined is not a function'),
  );
  expect(own.message).not.toContain('undefined');
  expect(own.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.not.stringMatching(/^e1$/) });
  const foreign = { message: 'secret', extensions: { code: 'SOMETHING', serviceName: 'item' } };
  expect(mask(foreign, new Error('secret')).message).not.toContain('secret');
  const refused = { message: 'No.', path: ['a'], extensions: { code: 'FORBIDDEN', serviceName: 'item' } };
  expect(mask(refused, new Error()).extensions).toEqual({ code: 'FORBIDDEN' });
});
