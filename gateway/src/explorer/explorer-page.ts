import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';

const WELCOME = `# Rushgraph – one graph over five subgraphs. Ctrl-Enter runs the query.
#
# To sign in, run \`login\` and put its token into the Headers tab below:
#   { "Authorization": "Bearer …" }

{
  items(first: 5, orderBy: { field: PRICE, direction: ASC }) {
    nodes {
      id
      name
      price { amount currency }
      availability
    }
  }
}

mutation SignIn {
  login(input: { email: "customer1@shop.local", password: "…" }) {
    ... on LoginSuccess { session { accessToken expiresAt user { name } } }
    ... on Problem { code message }
  }
}

query Everything {
  me {
    name
    orders(first: 5) {
      nodes { title status lines { quantity item { name price { amount } } } }
    }
    coupons { nodes { campaign { name } } }
  }
}
`;

/** Everything is in the page: it works offline, and may load nothing from anywhere else. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join('; ');

/** Serves GraphiQL at `/`. */
export function addExplorer(app: FastifyInstance): void {
  const page = renderGraphiQL({ title: 'Rushgraph', endpoint: '/graphql', defaultQuery: WELCOME, headers: '{}' });
  app.get('/', async (_, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page),
  );
}
