import type { FastifyInstance } from 'fastify';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};
/** An answer of data shows nothing, loads nothing and is in no frame. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** A year, once the door was seen to be encrypted. */
const ENCRYPTED_ONLY = 'max-age=31536000';

/** Tells browsers what not to do with an answer. What `/graphql` answers may be personal, so nobody keeps it. */
export function secureAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.headers(HEADERS);
    if (request.protocol === 'https') reply.header('strict-transport-security', ENCRYPTED_ONLY);
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', DATA_POLICY);
    if (request.routeOptions.url === '/graphql') reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}
