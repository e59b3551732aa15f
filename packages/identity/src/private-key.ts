import { createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * Reads an Ed25519 private key: PKCS8 PEM as it is, in one line with `\n` for the line ends, or the whole PEM in base64.
 * Throws RangeError, which never repeats the text.
 */
export function parsePrivateKey(text: string): KeyObject {
  const trimmed = text.trim();
  const pem = trimmed.startsWith('-----')
    ? trimmed.replaceAll('\\n', '\n')
    : Buffer.from(trimmed, 'base64').toString('utf8');
  const key = read(pem);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new RangeError('the access token key must be an Ed25519 private key as PKCS8 PEM');
}

function read(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    // Whatever OpenSSL says of a text that is no key, the caller needs one sentence; a fault of ours is not an Error with a code.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
