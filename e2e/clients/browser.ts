export interface Request {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export interface Browser {
  readonly fetch: typeof globalThis.fetch;
  /** Everything that was sent, in order. */
  readonly requests: readonly Request[];
}

/** A fetch that keeps cookies as a browser does when credentials are included, and remembers what it sent. */
export function createBrowser(cookies: Readonly<Record<string, string>> = {}): Browser {
  const jar = new Map(Object.entries(cookies));
  const requests: Request[] = [];
  return {
    requests,
    async fetch(input, init = {}) {
      const url = input instanceof URL ? input.href : typeof input === 'string' ? input : input.url;
      requests.push({ method: init.method ?? 'GET', url, body: typeof init.body === 'string' ? init.body : '' });
      const headers = new Headers(init.headers);
      if (init.credentials === 'include' && jar.size > 0)
        headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
      const response = await fetch(url, { ...init, headers });
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';', 1).join('').split('=');
        jar.set(name, value);
      }
      return response;
    },
  };
}
