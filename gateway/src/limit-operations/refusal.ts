import { codedError, type ErrorCode } from '@rushgraph/identity';
import type { GraphQLError } from 'graphql';

/** An operation that is not run at all. As GraphQL over HTTP has it: status 400, and no data. */
export function refusal(code: ErrorCode, message: string): GraphQLError {
  return codedError(code, message, { http: { status: 400 } });
}
