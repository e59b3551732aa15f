import type { MyPageDocument, Part } from './fold-my-page/my-page-document.ts';

/** What the resolvers of `MyPage` start from. */
export interface MyPageModel {
  readonly page: MyPageDocument;
  /** Parts that were asked from their owners for this answer. */
  readonly composed: readonly Part[];
  /** Parts that hold only some of what there is. */
  readonly uncounted: ReadonlySet<Part>;
  /** Whether the page holds the order that was asked for; null when none was. */
  readonly holdsAfter: boolean | null;
  /** When the question was asked: what is known is known as of then, if nothing has come. */
  readonly askedAt: Date;
}
