import type { CodegenConfig } from '@graphql-codegen/cli';

/** Scalars are unknown to the client preset without a map. */
export const scalars = { DateTime: 'string', SafeInt: 'number' } as const;

export const clientPreset: CodegenConfig['generates'][string] = {
  preset: 'client',
  config: { scalars, useTypeImports: true, enumsAsTypes: true },
};
