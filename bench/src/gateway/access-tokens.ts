import { generateKeyPairSync } from 'node:crypto';
import { createAccessTokenSigner } from '@rushgraph/identity';

/** Access tokens of so many customers, and the keys that they are verified by. */
export async function accessTokens(count: number): Promise<{
  readonly tokens: readonly string[];
  readonly jwks: string;
  readonly privateKeyPem: string;
}> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = createAccessTokenSigner({ privateKeyPem, issuer: 'rushgraph', ttlSeconds: 86_400 });
  const tokens = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const session = { userId: `user${index}`, roles: ['CUSTOMER'] as const, sessionId: `s${index}`, now: new Date() };
      return (await signer.sign(session)).token;
    }),
  );
  return { tokens, jwks: JSON.stringify(signer.jwks()), privateKeyPem };
}
