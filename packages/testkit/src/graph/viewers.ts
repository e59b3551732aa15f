import {
  type Role,
  type ServiceViewer,
  signViewer,
  type UserViewer,
  userIdSchema,
  VIEWER_HEADER,
  type Viewer,
} from '@rushgraph/identity';

/** The key that servers under test are given, unless a test wants its own. */
export const testViewerKey = Buffer.alloc(32, 7);
export const anonymous: Viewer = { kind: 'anonymous' };

export function userViewer(id: string, roles: readonly Role[] = ['CUSTOMER']): UserViewer {
  return { kind: 'user', id: userIdSchema.parse(id), roles: [...roles], sessionId: `session-of-${id}` };
}

export function adminViewer(id = '0000000000000000000000ADMN'): UserViewer {
  return userViewer(id, ['CUSTOMER', 'ADMIN']);
}

export function serviceViewer(name: string): ServiceViewer {
  return { kind: 'service', name };
}

/** The headers of a call that the subgraph `audience` accepts. */
export function signed(viewer: Viewer, audience: string, key: Buffer = testViewerKey): Record<string, string> {
  return { [VIEWER_HEADER]: signViewer(viewer, { audience, key, now: new Date() }) };
}
