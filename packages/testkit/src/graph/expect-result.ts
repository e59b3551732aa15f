import { AssertionError } from 'node:assert';

type Member = { readonly __typename?: string };

/** Passes on the success member of a mutation's result union; fails with the problem otherwise. */
export function expectSuccess<T extends Member>(
  result: T | null | undefined,
): Extract<T, { readonly __typename?: `${string}Success` }> {
  if (isSuccess(result)) return result;
  throw new AssertionError({ message: `Expected a success, got ${JSON.stringify(result)}`, actual: result });
}

/** Passes on the problem member with this code; fails otherwise. */
export function expectProblem<T extends Member>(
  result: T | null | undefined,
  code: string,
): T & { readonly code: string } {
  if (hasCode(result, code)) return result;
  throw new AssertionError({
    message: `Expected the problem ${code}, got ${JSON.stringify(result)}`,
    actual: result,
    expected: { code },
  });
}

function isSuccess<T extends Member>(
  result: T | null | undefined,
): result is Extract<T, { readonly __typename?: `${string}Success` }> {
  return result?.__typename?.endsWith('Success') ?? false;
}

function hasCode<T extends Member>(
  result: T | null | undefined,
  code: string,
): result is T & { readonly code: string } {
  return result != null && 'code' in result && result.code === code;
}
