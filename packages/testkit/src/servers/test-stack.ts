import type { StackAddresses } from '@rushgraph/stack';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackAddresses;
  }
}

/** Where the test servers are. Only for projects that run the global setup (`int`, `e2e`). */
export function testStack(): StackAddresses {
  const stack: StackAddresses | undefined = inject('stack');
  if (stack === undefined) throw new Error('No test servers here: name the file *.int.spec.ts or *.e2e.spec.ts');
  return stack;
}
