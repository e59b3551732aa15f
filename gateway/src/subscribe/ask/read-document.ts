import { codedError } from '@rushgraph/service';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { noMisleadingAliases } from '../../limit-operations/no-misleading-aliases.ts';
import { withoutGuess } from '../../limit-operations/without-guess.ts';

export interface ReadDocumentOptions {
  readonly maxTokens: number;
  /** Problems of an operation that are told. */
  readonly maxProblems: number;
  /** Whether a client may be told names that it has not written. */
  readonly introspection: boolean;
}

/** Why a request is not served, as one error or several. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'refused');
    this.errors = errors;
  }
}

export interface Documents {
  /** The document of a text; throws GRAPHQL_PARSE_FAILED. */
  parse(text: string): DocumentNode;
  /** Throws Refused with GRAPHQL_VALIDATION_FAILED for a document that does not fit the schema. */
  validate(schema: GraphQLSchema, document: DocumentNode): void;
}

/** Characters of all texts together: a document takes some hundred times as many bytes of the heap. */
const MAX_CHARACTERS = 200_000;

/** Documents of operations that are not Apollo Server's to read, by the same rules; each text is read once. */
export function createDocuments({ maxTokens, maxProblems, introspection }: ReadDocumentOptions): Documents {
  const parsed = new LRUCache<string, DocumentNode>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
  const valid = new WeakMap<DocumentNode, GraphQLSchema>();
  const rules = [...specifiedRules, noMisleadingAliases];

  return {
    parse(text) {
      const known = parsed.get(text);
      if (known !== undefined) return known;
      try {
        const document = parse(text, { maxTokens, noLocation: false });
        parsed.set(text, document);
        return document;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        throw codedError('GRAPHQL_PARSE_FAILED', error.message);
      }
    },
    validate(schema, document) {
      if (valid.get(document) === schema) return;
      const problems = validate(schema, document, rules, { maxErrors: maxProblems });
      if (problems.length > 0)
        throw new Refused(
          problems.map(({ message }) =>
            codedError('GRAPHQL_VALIDATION_FAILED', introspection ? message : withoutGuess(message)),
          ),
        );
      valid.set(document, schema);
    },
  };
}
