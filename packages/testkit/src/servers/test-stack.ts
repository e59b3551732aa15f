import type { StackAddresses } from '@rushgraph/stack';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackAddresses;
  }
}

let named: StackAddresses | undefined;

/** Says where the test servers are in a program that is no test: a command that starts a shop of its own. */
export function nameTestStack(stack: StackAddresses): void {
  named = stack;
}

/** Where the test servers are. Only for projects that run the global setup (`int`, `e2e`), and where they were named. */
export function testStack(): StackAddresses {
  const stack: StackAddresses | undefined = named ?? inject('stack');
  if (stack === undefined) throw new Error('No test servers here: name the file *.int.spec.ts or *.e2e.spec.ts');
  return stack;
}
