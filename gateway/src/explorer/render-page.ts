import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { drawPlan } from './draw-plan.ts';
import { examples } from './examples/examples.ts';
import { fillExample } from './examples/fill-example.ts';
import { keepSession } from './keep-session.ts';
import { pageHead } from './page-head.ts';

export interface PageOptions {
  /** Whether the gateway shows query plans. */
  readonly plans: boolean;
}

export interface RenderedPage {
  readonly page: string;
  /** What a browser lets it do. */
  readonly policy: string;
}

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

const SCRIPT = readFileSync(new URL('./page-script.js', import.meta.url), 'utf8');

/** GraphiQL below a bar of our own. */
export function renderPage(options: PageOptions): RenderedPage {
  const graphiql = withEditors(
    renderGraphiQL({
      title: 'Rushgraph',
      endpoint: '/graphql',
      // Subscriptions as well: by default they are asked for in the address, where neither token nor body fit.
      method: 'POST',
      defaultQuery: examples[0]?.query ?? '',
      headers: '{}',
      defaultEditorToolsVisibility: 'variables',
    }),
  );
  const start = graphiql.indexOf('<script>');
  const own = graphiql.slice(start + '<script>'.length, graphiql.lastIndexOf('</script>'));
  const list = JSON.stringify(examples).replaceAll('<', '\\u003c');
  // Before GraphiQL's own script, so that it finds the `fetch` of the session.
  const script = [keepSession, fillExample, drawPlan, `const examples = ${list}`, SCRIPT].join(';\n');
  const root = graphiql.lastIndexOf('<div id="root">', start);
  const page = `${graphiql.slice(0, root)}${pageHead(options)}<script>${script}</script>${graphiql.slice(root)}`;
  return { page, policy: policyFor([script, own]) };
}

/** Lets the bar read and fill GraphiQL's editors. */
function withEditors(page: string): string {
  const hidden = 'globalAPI: false';
  if (!page.includes(hidden)) throw new Error('GraphiQL does not say any more how its editors are found');
  return page.replace(hidden, 'globalAPI: true');
}
