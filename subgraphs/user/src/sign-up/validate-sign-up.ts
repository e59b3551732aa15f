import { humanText } from '@rushgraph/service';
import { z } from 'zod';

const MOST_EMAIL = 254;
const tooLong = `must have at most ${MOST_EMAIL} characters`;

/**
 * An e-mail address that `<input type="email">` takes, normalised to the one spelling under which it is stored and looked
 * up: ASCII, lower case, a domain of another script in punycode as browsers send it.
 */
export const emailInput = z
  .string()
  .refine((text) => text.length <= 2 * MOST_EMAIL, { error: tooLong, abort: true })
  .trim()
  .transform(asciiDomain)
  .pipe(
    z
      .string()
      .max(MOST_EMAIL, { error: tooLong, abort: true })
      .regex(z.regexes.html5Email, 'must be an e-mail address'),
  )
  .transform((email) => email.toLowerCase());

/** What `signUp` accepts; the password is judged apart, because its refusal is a problem of its own. */
export const signUpInput = z.object({ email: emailInput, name: humanText(100), password: z.string() });

/** A domain with letters beyond ASCII, and nothing in it that an address of the web would end the domain at. */
const FOREIGN_DOMAIN = /^(?=.*[^\0-\x7f])[\p{L}\p{M}\p{N}.-]+$/u;

function asciiDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const { hostname } = (FOREIGN_DOMAIN.test(domain) && URL.parse(`http://${domain}`)) || { hostname: domain };
  return `${email.slice(0, at + 1)}${hostname}`;
}
