interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

type Send = (input: string, init?: RequestInit) => Promise<Response>;

export interface KeptSession {
  /** `fetch` for the page: calls of the graph are made as who signed in, for as long as that lasts. */
  readonly fetch: Send;
  /** Undefined when it worked, else the sentence that says why not. */
  signIn(email: string, password: string): Promise<string | undefined>;
  signOut(): Promise<void>;
  isSignedIn(): boolean;
}

/**
 * Keeps the explorer signed in. An access token lasts fifteen minutes; when it is refused, a new one is had by the refresh
 * cookie, and without one the call is made as a visitor: the schema and public data never depend on a stale token.
 *
 * This function runs in the browser. Its text is put into the page, so it uses nothing from outside itself.
 */
export function keepSession(send: Send, store: Store, endpoint: string, onChange: () => void): KeptSession {
  const kept = 'rushgraph:access-token';
  let refreshing: Promise<boolean> | undefined;

  function keep(token: string | undefined): boolean {
    if (token === undefined) store.removeItem(kept);
    else store.setItem(kept, token);
    onChange();
    return token !== undefined;
  }

  function withToken(init: RequestInit | undefined): RequestInit {
    const headers = new Headers(init?.headers);
    const token = store.getItem(kept);
    if (token === null) headers.delete('authorization');
    else headers.set('authorization', `Bearer ${token}`);
    return { ...init, headers };
  }

  async function mutate(query: string, variables: object): Promise<{ data?: Record<string, SessionResult> }> {
    const body = JSON.stringify({ query, variables });
    const response = await send(endpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return response.json() as Promise<{ data?: Record<string, SessionResult> }>;
  }

  /** Calls that are refused together refresh once: a refresh token is good for one use. */
  function refresh(): Promise<boolean> {
    refreshing ??= askForSession(3)
      .then((data) => keep(data?.refreshSession?.session?.accessToken))
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  }

  /** Without an answer, the session is not over: a shop that is slow for a moment must sign nobody out. */
  async function askForSession(tries: number): Promise<Record<string, SessionResult> | undefined> {
    const query = 'mutation { refreshSession { ... on RefreshSessionSuccess { session { accessToken } } } }';
    const { data } = await mutate(query, {});
    if (data?.refreshSession || tries === 1) return data;
    return askForSession(tries - 1);
  }

  function asksForSchema(init: RequestInit | undefined): boolean {
    return typeof init?.body === 'string' && init.body.includes('__schema');
  }

  return {
    async fetch(input, init) {
      if (input !== endpoint) return send(input, init);
      // What the Headers tab says goes first; it only must not take the schema away.
      const isOwn = (new Headers(init?.headers).get('authorization') ?? '') !== '';
      const used = store.getItem(kept);
      const first = await send(input, isOwn ? init : withToken(init));
      if (first.status !== 401) return first;
      if (isOwn && !asksForSchema(init)) return first;
      // Another call may have renewed it meanwhile.
      if (!isOwn && store.getItem(kept) === used) await refresh();
      return send(input, withToken(init));
    },
    async signIn(email, password) {
      const query = `mutation ($email: String!, $password: String!) { login(input: { email: $email, password: $password }) {
        ... on LoginSuccess { session { accessToken } } ... on Problem { message } } }`;
      const { data } = await mutate(query, { email, password });
      const result = data?.login;
      return keep(result?.session?.accessToken) ? undefined : (result?.message ?? 'Signing in is not possible now.');
    },
    async signOut() {
      await send(
        endpoint,
        withToken({
          method: 'POST',
          body: JSON.stringify({ query: 'mutation { logout { __typename } }' }),
          headers: { 'content-type': 'application/json' },
        }),
      );
      keep(undefined);
    },
    isSignedIn: () => store.getItem(kept) !== null,
  };
}

interface SessionResult {
  readonly session?: { readonly accessToken?: string };
  readonly message?: string;
}
