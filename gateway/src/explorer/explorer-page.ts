import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';

/** What a first visitor sees. Every operation has a name: a document with an unnamed one may hold no other. */
export const WELCOME = `# Rushgraph – one graph over five subgraphs. Ctrl-Enter runs the query.
#
# To sign in, run \`login\` and put its token into the Headers tab below:
#   { "Authorization": "Bearer …" }

query Catalogue {
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

/**
 * Everything is in the page: it works offline, may load nothing from anywhere else, and runs only its own script. Editors
 * start their workers from blobs and write their styles into the page.
 */
function policyFor(page: string): string {
  const script = page.slice(page.indexOf('<script>') + '<script>'.length, page.lastIndexOf('</script>'));
  const digest = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'self'",
    `script-src 'self' 'sha256-${digest}' blob:`,
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves GraphiQL at `/`: 9 MB, so compressed once, and not sent again to who has it. */
export function addExplorer(app: FastifyInstance): void {
  const page = renderGraphiQL({ title: 'Rushgraph', endpoint: '/graphql', defaultQuery: WELCOME, headers: '{}' });
  const tag = `"${createHash('sha256').update(page).digest('base64url')}"`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyFor(page),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
    etag: tag,
  };
  let compressed: Promise<Buffer> | undefined;
  app.get('/', async (request, reply) => {
    reply.headers(headers);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(page);
    compressed ??= promisify(gzip)(page);
    return reply.header('content-encoding', 'gzip').send(await compressed);
  });
}
