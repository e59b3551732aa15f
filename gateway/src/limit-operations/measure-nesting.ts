import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
const BRACKET = /[{[(]/g;

/**
 * Whether brackets of a document are nested deeper than `most`. It reads tokens one after the other, so nothing can
 * overflow: parsers, validators and planners call themselves for each level. What is no document is not nested: the
 * parser says so better.
 */
export function isNestedDeeperThan(text: string, most: number): boolean {
  // Fewer brackets in all, those in texts and comments included, cannot be nested deeper.
  if ((text.match(BRACKET)?.length ?? 0) <= most) return false;
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (OPENING.has(token.kind)) depth += 1;
      else if (CLOSING.has(token.kind)) depth -= 1;
      if (depth > most) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}
