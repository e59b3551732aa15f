import { expect, it } from 'vitest';
import { explainStartFailure, isExplained, StartFailure, startStep } from './explain-start-failure.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

it.each([
  ['mysql2', coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:3306'), 'connect ECONNREFUSED ::1:3306'],
  ['mysql2 with a wrong password', coded('ER_ACCESS_DENIED_ERROR', 'Access denied'), 'Access denied'],
  ['two addresses', new AggregateError([coded('ECONNREFUSED', 'a'), coded('ECONNREFUSED', 'b')], ''), 'a'],
  ['kafkajs', named('KafkaJSNumberOfRetriesExceeded', 'Connection error'), 'Connection error'],
  ['mongodb', named('MongoServerSelectionError', 'no server'), 'no server'],
  ['ioredis', named('MaxRetriesPerRequestError', 'limit reached'), 'limit reached'],
  ['a driver inside', new Error('outer', { cause: coded('ENOTFOUND', 'getaddrinfo db') }), 'getaddrinfo db'],
])('knows a store out of reach from %s', (_, error, reason) => {
  expect(isExplained(error)).toBe(true);
  expect(explainStartFailure(error)).toBe(
    `a store cannot be reached (${reason}); see that it runs and that its address is right.`,
  );
});

it('does not take a bug for a store out of reach', () => {
  for (const error of [new TypeError('x is not a function'), coded('ENOENT'), 'text', undefined])
    expect(isExplained(error)).toBe(false);
});

it('puts the sentence of the step before the words of the driver, and keeps the cause', async () => {
  const cause = new AggregateError([new Error('a'), new Error('b')], '');
  const failure = await startStep('Kafka cannot be used', () => Promise.reject(cause)).catch((error: unknown) => error);
  expect(failure).toEqual(new StartFailure('Kafka cannot be used (a; b)', { cause }));
  expect(await startStep('never said', async () => 7)).toBe(7);
});

it('tells why a statement failed, not the statement', async () => {
  const wrapped = new Error('Failed query: CREATE TABLE item (\n  id char(26)\n)', {
    cause: new Error("Table 'item' already exists"),
  });
  const failure = await startStep('The tables cannot be brought up to date', () => Promise.reject(wrapped)).catch(
    (error: unknown) => error,
  );
  expect(explainStartFailure(failure)).toBe("The tables cannot be brought up to date (Table 'item' already exists).");
});
