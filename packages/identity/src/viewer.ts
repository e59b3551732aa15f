import type { UserId } from '@rushgraph/contracts';
import { z } from 'zod';

export const roles = ['CUSTOMER', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

/** Who asks. A subgraph knows it from the signed header alone. */
export type Viewer = AnonymousViewer | UserViewer | ServiceViewer;

export interface AnonymousViewer {
  readonly kind: 'anonymous';
}
export interface UserViewer {
  readonly kind: 'user';
  readonly id: UserId;
  readonly roles: readonly Role[];
  readonly sessionId: string;
}
export interface ServiceViewer {
  readonly kind: 'service';
  readonly name: string;
}

/** The id of a user in a statement that we have signed: only we make these. */
export const userIdSchema = z.custom<UserId>((value) => typeof value === 'string' && value !== '');

export const viewerSchema: z.ZodType<Viewer> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anonymous') }),
  z.object({ kind: z.literal('user'), id: userIdSchema, roles: z.array(z.enum(roles)), sessionId: z.string() }),
  z.object({ kind: z.literal('service'), name: z.string() }),
]);

/** Whether the viewer may do what only administrators may. */
export function isAdmin(viewer: Viewer): boolean {
  return viewer.kind === 'user' && viewer.roles.includes('ADMIN');
}

/** Whether the viewer is this user, or an administrator. */
export function maySee(viewer: Viewer, userId: string): boolean {
  return (viewer.kind === 'user' && viewer.id === userId) || isAdmin(viewer);
}
