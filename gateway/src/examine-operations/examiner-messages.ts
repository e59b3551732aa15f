import type { Examined, ExamineOptions, Rules } from './examine-text.ts';

/** What the thread is asked. A schema is known by the SHA-256 of its text. */
export type Question =
  | { readonly kind: 'examine'; readonly schema: string; readonly text: string; readonly rules: Rules }
  | { readonly kind: 'learn'; readonly schema: string; readonly apiSdl: string };

/** What it answers. */
export type Answer =
  | { readonly kind: 'examined'; readonly examined: Examined }
  | { readonly kind: 'learnt' }
  /** It does not know the schema, or not any more. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly message: string };

/** What it is started with. */
export type ThreadData = ExamineOptions;
