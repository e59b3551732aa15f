// For the types that it adds to the server.
import '@fastify/cookie';
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

/** The refresh token between browser and this service; scripts never see it, other sites never send it. Needs @fastify/cookie on the server. */
export function createRefreshCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { secure, maxAgeSeconds }: CookieSettings,
): RefreshCookie {
  const write = (value: string, maxAge: number) => {
    const cookie = request.server.serializeCookie(NAME, value, {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      path: '/',
      maxAge,
    });
    reply.header('set-cookie', cookie);
  };
  return {
    token: request.server.parseCookie(request.headers.cookie ?? '')[NAME],
    set: (token) => write(token, maxAgeSeconds),
    clear: () => write('', 0),
  };
}
