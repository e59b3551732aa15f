import type { MyPageDocument } from './fold-my-page/my-page-document.ts';

/** What the resolvers of `MyPage` start from. */
export interface MyPageModel {
  readonly ownerId: string;
  /** Null for a customer of whom no event has come yet. */
  readonly document: MyPageDocument | null;
  /** When the question was asked: what is known is known as of then, if no event has come. */
  readonly askedAt: Date;
}
