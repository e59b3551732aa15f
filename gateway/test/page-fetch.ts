/** What a page gives to `fetch`, its headers as an object. */
export type PageRequest = Omit<RequestInit, 'headers'> & { readonly headers: Readonly<Record<string, string>> };

/** What a browser sends to any server without asking first. */
const UNASKED = new Set(['accept', 'accept-language', 'content-language']);

/** `fetch` as a browser has it for a page of this origin: the server is asked by CORS, and what it does not allow fails. */
export function pageFetch(origin: string): (url: string, request: PageRequest) => Promise<Response> {
  return async (url, { headers, ...request }) => {
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    const asked = names.filter((name) => !UNASKED.has(name)).sort();
    const isCredentialed = request.credentials === 'include';
    if (asked.length > 0) {
      const preflight = await fetch(url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': request.method ?? 'GET',
          'access-control-request-headers': asked.join(','),
        },
      });
      const allowed = listOf(preflight, 'access-control-allow-headers');
      if (!preflight.ok || !asked.every((name) => allowed.includes(name))) throw refused();
      if (!isAllowed(preflight, origin, isCredentialed)) throw refused();
    }
    const response = await fetch(url, { ...request, headers: { ...headers, origin, referer: `${origin}/` } });
    if (!isAllowed(response, origin, isCredentialed)) throw refused();
    return response;
  };
}

function isAllowed({ headers }: Response, origin: string, isCredentialed: boolean): boolean {
  const allowed = headers.get('access-control-allow-origin');
  if (isCredentialed) return allowed === origin && headers.get('access-control-allow-credentials') === 'true';
  return allowed === origin || allowed === '*';
}

function listOf({ headers }: Response, name: string): readonly string[] {
  return (headers.get(name) ?? '').split(',').map((part) => part.trim().toLowerCase());
}

/** In the words of Chromium. */
const refused = () => new TypeError('Failed to fetch');
