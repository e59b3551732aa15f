/** Whether a page of this origin may subscribe at this host; undefined for a client that is no page. */
export type IsAllowedOrigin = (origin: string | undefined, host: string | undefined) => boolean;

/** The origins that CORS allows, and the gateway's own pages: a WebSocket is not asked for by CORS, so we ask ourselves. */
export function allowedOrigins(allowed: readonly (string | RegExp)[]): IsAllowedOrigin {
  return (origin, host) => {
    if (origin === undefined) return true;
    if (host !== undefined && URL.parse(origin)?.host === host) return true;
    return allowed.some((one) => (typeof one === 'string' ? one === origin : one.test(origin)));
  };
}
