import type { UserId } from '@rushgraph/contracts';
import type { Role } from '@rushgraph/identity';

/** An account as its owner sees it. The password hash is not part of it, so that it cannot slip out. */
export interface UserModel {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
}
