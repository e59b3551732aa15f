import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';
import { keepSession } from './keep-session.ts';
import { SESSION_FORM } from './session-form.ts';

/** What a first visitor sees. Every operation has a name: a document with an unnamed one may hold no other. */
export const WELCOME = `# Rushgraph – one graph over five subgraphs. Ctrl-Enter runs the query.
#
# Sign in above: the token is sent with every operation, and renewed when it ends.

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
function policyFor(scripts: readonly string[]): string {
  const digests = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src 'self' ${digests.join(' ')} blob:`,
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

const SIGN_IN = readFileSync(new URL('./sign-in.js', import.meta.url), 'utf8');

/** GraphiQL with a line above it where one signs in, and the scripts that the page may run. */
function renderPage(): { readonly page: string; readonly scripts: readonly string[] } {
  const graphiql = renderGraphiQL({ title: 'Rushgraph', endpoint: '/graphql', defaultQuery: WELCOME, headers: '{}' });
  const start = graphiql.indexOf('<script>');
  const own = graphiql.slice(start + '<script>'.length, graphiql.lastIndexOf('</script>'));
  // Before GraphiQL's own script, so that it finds the `fetch` of the session.
  const session = `${keepSession};\n${SIGN_IN}`;
  const root = graphiql.lastIndexOf('<div id="root">', start);
  const page = `${graphiql.slice(0, root)}${SESSION_FORM}<script>${session}</script>${graphiql.slice(root)}`;
  return { page, scripts: [session, own] };
}

/** Serves GraphiQL at `/`: 9 MB, so compressed once, and not sent again to who has it. */
export function addExplorer(app: FastifyInstance): void {
  const { page, scripts } = renderPage();
  const tag = `"${createHash('sha256').update(page).digest('base64url')}"`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyFor(scripts),
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
