import { scalars } from '@rushgraph/service';
import { deleteAccount } from './delete-account/delete-account.ts';
import type { Resolvers } from './generated/graphql.ts';
import { login } from './log-in/log-in.ts';
import { endAllSessions } from './session/end-all-sessions.ts';
import { logout } from './session/log-out.ts';
import { refreshSession } from './session/refresh-session.ts';
import { showUser } from './show-user/show-user.ts';
import { signUp } from './sign-up/sign-up.ts';

export const resolvers: Resolvers = {
  DateTime: scalars.DateTime,
  Query: {
    me: (_parent, _args, context) => (context.viewer.kind === 'user' ? showUser(context.viewer.id, context) : null),
    user: (_parent, { id }, context) => showUser(id, context),
  },
  Mutation: { signUp, login, refreshSession, logout, endAllSessions, deleteAccount },
  User: { __resolveReference: ({ id }, context) => showUser(id, context) },
};
