import { codedError } from '@rushgraph/identity';
import type { FastifyInstance } from 'fastify';
import { createErrorMask, errorAnswer } from '../graphql/mask-errors.ts';
import type { Logger } from '../logger.ts';

/** Answers what fails outside the GraphQL engine in the same form: the caller's fault as it is, ours masked and logged. */
export function answerErrors(app: FastifyInstance, logger: Logger): void {
  const mask = createErrorMask(logger);
  app.setErrorHandler<Error & { readonly statusCode?: number }>((error, _request, reply) => {
    const { statusCode = 500, message } = error;
    if (statusCode >= 400 && statusCode < 500)
      return reply.code(statusCode).send(errorAnswer(codedError('BAD_USER_INPUT', message)));
    return reply.code(500).send({ errors: [mask({ message }, error)] });
  });
}
