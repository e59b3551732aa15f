import { generateKeyPairSync } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { afterEach, expect, it, vi } from 'vitest';
import { createAccessTokenSigner } from './access-token.ts';
import { fetchJwks } from './fetch-jwks.ts';
import { createAccessTokenVerifier } from './verify-access-token.ts';

const issuer = 'https://shop.test';
const start = new Date('2026-01-01T00:00:00Z').getTime();
const at = (ms: number) => new Date(start + ms);

function newSigner() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return createAccessTokenSigner({
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    issuer,
  });
}
const tokenOf = async (signer: ReturnType<typeof newSigner>) =>
  (await signer.sign({ userId: 'U1', roles: [], sessionId: 'S1', now: at(0) })).token;

/** An issuer whose keys can be changed and which can be away. */
function fixture() {
  const old = newSigner();
  const state = { keys: old.jwks(), isAway: false, fetches: 0, faults: 0 };
  const jwks = async (): Promise<JSONWebKeySet> => {
    state.fetches += 1;
    if (state.isAway) throw new Error('issuer is away');
    return state.keys;
  };
  const verifier = createAccessTokenVerifier({ jwks, issuer, onFetchError: () => (state.faults += 1) });
  return { old, state, verifier };
}

afterEach(() => vi.unstubAllGlobals());

it('fetches once for many callers', async () => {
  const { old, state, verifier } = fixture();
  const token = await tokenOf(old);
  const viewers = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token, at(0))));
  expect(viewers.filter((viewer) => viewer?.id === 'U1')).toHaveLength(20);
  expect(state.fetches).toBe(1);
});

it('fetches again for an unknown key, but not more than once in ten seconds', async () => {
  const { old, state, verifier } = fixture();
  await verifier.verify(await tokenOf(old), at(0));
  const newer = newSigner();
  state.keys = newer.jwks();
  expect(await verifier.verify(await tokenOf(newer), at(9_999))).toBeNull();
  expect(state.fetches).toBe(1);
  expect(await verifier.verify(await tokenOf(newer), at(10_000))).toMatchObject({ id: 'U1' });
  expect(state.fetches).toBe(2);
  for (let index = 0; index < 5; index++)
    expect(await verifier.verify(await tokenOf(newSigner()), at(10_001))).toBeNull();
  expect(state.fetches).toBe(2);
});

it('goes on with the keys it has while the issuer is away, asking at the same bounded rate', async () => {
  const { old, state, verifier } = fixture();
  const token = await tokenOf(old);
  await verifier.verify(token, at(0));
  state.isAway = true;
  const stranger = await tokenOf(newSigner());
  for (const ms of [10_000, 10_001, 19_999]) expect(await verifier.verify(stranger, at(ms))).toBeNull();
  expect(state).toMatchObject({ fetches: 2, faults: 1 });
  expect(await verifier.verify(token, at(20_000))).toMatchObject({ id: 'U1' });
});

it('forgets a withdrawn key after five minutes', async () => {
  const { old, state, verifier } = fixture();
  const token = await tokenOf(old);
  await verifier.verify(token, at(0));
  state.keys = newSigner().jwks();
  // The call that finds the keys old starts the fetch and does not wait for it.
  expect(await verifier.verify(token, at(300_000))).toMatchObject({ id: 'U1' });
  await vi.waitFor(async () => expect(await verifier.verify(token, at(300_001))).toBeNull(), { timeout: 10_000 });
  expect(state.fetches).toBe(2);
});

it('says so when there are no keys at all, asks again after a second, and recovers', async () => {
  const { old, state, verifier } = fixture();
  const token = await tokenOf(old);
  state.isAway = true;
  for (const ms of [0, 999]) await expect(verifier.verify(token, at(ms))).rejects.toThrow('issuer is away');
  expect(state.fetches).toBe(1);
  state.isAway = false;
  expect(await verifier.verify(token, at(1_000))).toMatchObject({ id: 'U1' });
});

it('fetches keys from an address, and takes nothing but keys', async () => {
  const { keys } = newSigner().jwks();
  const answer = vi.fn(async (_url: string, _init: RequestInit) => Response.json({ keys }));
  vi.stubGlobal('fetch', answer);
  expect(await fetchJwks('http://user/jwks')).toEqual({ keys });
  expect(answer).toHaveBeenCalledExactlyOnceWith('http://user/jwks', expect.objectContaining({ redirect: 'error' }));
  answer.mockResolvedValueOnce(Response.json({ error: 'no' }));
  await expect(fetchJwks('http://user/jwks')).rejects.toThrow();
  answer.mockResolvedValueOnce(new Response('', { status: 503 }));
  await expect(fetchJwks('http://user/jwks')).rejects.toThrow('answered 503');
});

it('does not wait for keys for ever', async () => {
  vi.stubGlobal(
    'fetch',
    (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  await expect(fetchJwks('http://user/jwks', { limitMs: 10 })).rejects.toMatchObject({ name: 'TimeoutError' });
});
