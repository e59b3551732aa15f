import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, expect, it } from 'vitest';
import { addExplorer } from './explorer-page.ts';

const app = fastify();
addExplorer(app, { plans: true });
afterAll(() => app.close());

it('serves one page that needs nothing from elsewhere, and runs its own script only', async () => {
  const { statusCode, headers, body } = await app.inject('/');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body.match(/<(?:link|script|img)[^>]*\s(?:src|href)="https?:/g)).toBeNull();
  const policy = String(headers['content-security-policy']);
  const session = /<script>(function keepSession[\s\S]*?)<\/script>/.exec(body)?.[1] ?? '';
  const graphiql = body.slice(body.lastIndexOf('<script>') + '<script>'.length, body.lastIndexOf('</script>'));
  const own = /<div id="root">\s*<\/div>\s*<script>([\s\S]*)<\/script>/.exec(body)?.[1] ?? '';
  expect(own.endsWith(graphiql)).toBe(true);
  for (const script of [session, own])
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(() => new Script(session)).not.toThrow();
  expect(/script-src [^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe|https?:/);
});

it('compresses the page, and sends it once', async () => {
  const { headers, rawPayload } = await app.inject({ url: '/', headers: { 'accept-encoding': 'br, gzip' } });
  expect(headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(rawPayload).toString()).toBe((await app.inject('/')).body);
  const again = await app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});
