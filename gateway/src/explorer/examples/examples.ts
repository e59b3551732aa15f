import type { Example } from './example.ts';
import { forAdministrators } from './for-administrators.ts';
import { forAnybody } from './for-anybody.ts';
import { forCustomers } from './for-customers.ts';

/** The menu of the explorer, in its order. */
export const examples: readonly Example[] = [...forAnybody, ...forCustomers, ...forAdministrators];
