import { TryAgain } from '@rushgraph/database';

/** Redis is away, and nothing is to be decided without locks. Nothing was decided; the orders wait. */
export class LocksUnavailable extends TryAgain {}
