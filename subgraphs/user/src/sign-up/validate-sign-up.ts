import { humanText } from '@rushgraph/service';
import { z } from 'zod';

const MOST_EMAIL = 254;

/** An ASCII address, normalised to lower case: the one spelling under which it is stored and looked up. */
export const emailInput = z
  .string()
  .trim()
  .max(MOST_EMAIL, { error: `must have at most ${MOST_EMAIL} characters`, abort: true })
  .pipe(z.email('must be an e-mail address'))
  .transform((email) => email.toLowerCase());

/** What `signUp` accepts; the password is judged apart, because its refusal is a problem of its own. */
export const signUpInput = z.object({ email: emailInput, name: humanText(100), password: z.string() });
