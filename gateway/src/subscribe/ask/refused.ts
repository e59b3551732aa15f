import { codedError } from '@rushgraph/service';
import type { GraphQLError } from 'graphql';
import type { InvalidDocument } from '../../examine-operations/examine-text.ts';

/** Why a request is not served, as one error or several. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'refused');
    this.errors = errors;
  }

  /** The refusal of a document for what is wrong in it. */
  static of({ code, errors }: Pick<InvalidDocument, 'code' | 'errors'>): Refused {
    return new Refused(errors.map(({ message }) => codedError(code, message)));
  }
}
