import type { FastifyReply } from 'fastify';

/** The one cookie that crosses the gateway, and only to and from the user subgraph. */
const REFRESH = 'refresh';

/** The value of the refresh cookie in a Cookie header. */
export function refreshCookieOf(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const separator = pair.indexOf('=');
    if (separator > 0 && pair.slice(0, separator).trim() === REFRESH) return pair.slice(separator + 1).trim();
  }
  return undefined;
}

/** Hands the refresh cookie that the user subgraph sets to the client; no other name passes. */
export function passCookies(header: string | string[] | undefined, reply: Pick<FastifyReply, 'header'>): void {
  const cookies = header === undefined ? [] : [header].flat();
  for (const cookie of cookies) {
    // Fastify collects several set-cookie headers; Apollo's own header map would keep one.
    if (cookie.startsWith(`${REFRESH}=`)) reply.header('set-cookie', cookie);
  }
}
