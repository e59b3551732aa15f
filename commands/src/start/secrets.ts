import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readablePassword } from './readable-password.ts';
import { services } from './services.ts';

const schema = z.object({
  viewerKeys: z.record(z.string(), z.string()),
  accessTokenPrivateKey: z.string(),
  demoPassword: z.string(),
});
export type DevelopmentSecrets = z.infer<typeof schema>;

/** The keys of this checkout, made at its first start and kept readable for their owner alone. */
export function developmentSecrets(path: string): DevelopmentSecrets {
  const kept = readSecrets(path);
  if (kept) return kept;
  const made = makeSecrets();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return made;
}

function readSecrets(path: string): DevelopmentSecrets | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

function makeSecrets(): DevelopmentSecrets {
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    viewerKeys: Object.fromEntries(services.map(({ name }) => [name, randomBytes(32).toString('base64')])),
    accessTokenPrivateKey: Buffer.from(privateKey).toString('base64'),
    demoPassword: readablePassword(),
  };
}
