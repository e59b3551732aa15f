import type { MyPageDocument } from './fold-my-page/my-page-document.ts';

/** What the resolvers of `MyPage` start from. */
export interface MyPageModel {
  /** The document of the customer, an empty one when nothing has come. */
  readonly page: MyPageDocument;
  /** When the question was asked: what is known is known as of then, if nothing has come. */
  readonly askedAt: Date;
}
