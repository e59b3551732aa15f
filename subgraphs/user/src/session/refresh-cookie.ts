import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'refresh';

export interface RefreshCookie {
  readonly token: string | undefined;
  /** Hands the browser a new token. */
  set(token: string): void;
  clear(): void;
}

export interface CookieSettings {
  readonly secure: boolean;
  readonly maxAgeSeconds: number;
}

/**
 * The refresh token between browser and this service; scripts never see it, other sites never send it. Tokens are of the
 * base64url alphabet, so nothing has to be escaped.
 */
export function createRefreshCookie(
  request: Pick<FastifyRequest, 'headers'>,
  reply: Pick<FastifyReply, 'header'>,
  { secure, maxAgeSeconds }: CookieSettings,
): RefreshCookie {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    token: readCookie(request.headers.cookie),
    set: (token) => void reply.header('set-cookie', `${NAME}=${token}; Max-Age=${maxAgeSeconds}; ${attributes}`),
    clear: () => void reply.header('set-cookie', `${NAME}=; Max-Age=0; ${attributes}`),
  };
}

function readCookie(header = ''): string | undefined {
  const start = `${NAME}=`;
  return header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}
