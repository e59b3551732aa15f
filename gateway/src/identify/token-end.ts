import { z } from 'zod';

const claims = z.object({ exp: z.number() });
const BEARER = /^Bearer +[^\s.]+\.([^\s.]+)\./i;

/** When the access token of a header ends, which has been found valid; undefined for a header without one. */
export function tokenEnd(authorization: string | undefined): Date | undefined {
  const payload = BEARER.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  const { exp } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return new Date(exp * 1_000);
}
