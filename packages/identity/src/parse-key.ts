import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * Reads an Ed25519 private key: PKCS8 PEM as it is, in one line with `\n` for the line ends, or the whole PEM in base64.
 * Throws RangeError, which never repeats the text.
 */
export function parsePrivateKey(text: string): KeyObject {
  const key = read(createPrivateKey, pemOf(text));
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new RangeError('the access token key must be an Ed25519 private key as PKCS8 PEM');
}

/** Reads an Ed25519 public key (SPKI PEM), or takes the public half of a private one; spelled as above. Throws RangeError. */
export function parsePublicKey(text: string): KeyObject {
  const key = read(createPublicKey, pemOf(text));
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new RangeError('a key to be published must be an Ed25519 key as PEM');
}

function pemOf(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('-----')
    ? trimmed.replaceAll('\\n', '\n')
    : Buffer.from(trimmed, 'base64').toString('utf8');
}

function read(create: (pem: string) => KeyObject, pem: string): KeyObject | undefined {
  try {
    return create(pem);
  } catch (error) {
    // Whatever OpenSSL says of a text that is no key, the caller needs one sentence; a fault of ours is not an Error with a code.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
