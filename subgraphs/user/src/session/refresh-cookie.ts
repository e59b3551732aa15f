import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Browsers take the prefix only from this very host, over TLS and for every path: another host of the domain can
 * neither set nor cover it. Over plain HTTP they refuse it.
 */
const SECURE_NAME = '__Host-refresh';
const PLAIN_NAME = 'refresh';
/** More than one cookie of the name is a stranger's doing; more than these is not even looked at. */
const MOST = 8;

export interface RefreshCookie {
  /** Everything that was sent under the name of the cookie: one as a rule. */
  readonly tokens: readonly string[];
  /** Hands the browser a new token, until it ends. */
  set(token: string, lifetimeSeconds: number): void;
  clear(): void;
}

/**
 * The refresh token between browser and this service; scripts never see it, other sites never send it. Tokens are of the
 * base64url alphabet, so nothing has to be escaped.
 */
export function createRefreshCookie(
  request: Pick<FastifyRequest, 'headers'>,
  reply: Pick<FastifyReply, 'header'>,
  { secure }: { readonly secure: boolean },
): RefreshCookie {
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    tokens: readCookies(name, request.headers.cookie),
    set: (token, lifetimeSeconds) =>
      void reply.header('set-cookie', `${name}=${token}; Max-Age=${lifetimeSeconds}; ${attributes}`),
    clear: () => void reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes}`),
  };
}

function readCookies(name: string, header = ''): string[] {
  const start = `${name}=`;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
  return [...new Set(values)].slice(0, MOST);
}
