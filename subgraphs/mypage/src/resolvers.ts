import { scalars } from '@rushgraph/service';
import type { Resolvers } from './generated/graphql.ts';
import { myPageFields } from './show-my-page/my-page-fields.ts';
import { showMyPage } from './show-my-page/show-my-page.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: { myPage: showMyPage },
  MyPage: myPageFields,
};
