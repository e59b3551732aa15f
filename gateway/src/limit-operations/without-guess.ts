const GUESS = / ?Did you mean(?:.+?)\?$/;

/** A message without the names that its reader may have meant: who may not see the schema is told none of it. */
export function withoutGuess(message: string): string {
  return message.replace(GUESS, '');
}
