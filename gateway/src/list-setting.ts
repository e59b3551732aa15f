import { isIP } from 'node:net';
import { z } from 'zod';

/** A setting of several entries, separated by commas; `message` says what each must be. */
export function listSetting(isEntry: (entry: string) => boolean, message: string) {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .refine((entries) => entries.every(isEntry), message);
}

/** Like 10.0.0.7 or 10.0.0.0/8. */
export function isAddressOrNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && (bits === undefined || Number(bits) <= (version === 4 ? 32 : 128));
}
