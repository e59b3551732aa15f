import { codedError } from './errors.ts';
import { isAdmin, type ServiceViewer, type UserViewer, type Viewer } from './viewer.ts';

/** The signed-in user; throws UNAUTHENTICATED for everybody else. */
export function requireUser(viewer: Viewer): UserViewer {
  if (viewer.kind === 'user') return viewer;
  throw codedError('UNAUTHENTICATED', 'Sign in to do this.');
}

/** The signed-in administrator; throws UNAUTHENTICATED for the anonymous, FORBIDDEN for the others. */
export function requireAdmin(viewer: Viewer): UserViewer {
  if (viewer.kind === 'anonymous') throw codedError('UNAUTHENTICATED', 'Sign in to do this.');
  if (viewer.kind === 'user' && isAdmin(viewer)) return viewer;
  throw codedError('FORBIDDEN', 'Only administrators may do this.');
}

/** Another service of the shop; throws FORBIDDEN for every person. */
export function requireService(viewer: Viewer): ServiceViewer {
  if (viewer.kind === 'service') return viewer;
  throw codedError('FORBIDDEN', 'Only services may do this.');
}
