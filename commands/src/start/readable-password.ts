import { randomInt } from 'node:crypto';

/** No look-alikes, and nothing that a shell, a URL or a double click takes for something else. */
const READABLE = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 81 bits of chance. */
const PASSWORD_LENGTH = 14;

/** A password of chance that people can read aloud, and paste anywhere. */
export function readablePassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => READABLE[randomInt(READABLE.length)]).join('');
}
