import type { Topic } from '../topic.ts';
import { abstractTypes } from './abstract-types.ts';
import { entities } from './entities.ts';
import { interfaceObjects } from './interface-objects.ts';
import { mutations } from './mutations.ts';
import { overrides } from './overrides.ts';
import { provides } from './provides.ts';
import { requires } from './requires.ts';
import { requiresAbstract } from './requires-abstract.ts';
import { unresolvable } from './unresolvable.ts';
import { values } from './values.ts';

/** Every topic of the public conformance suite for federation gateways, with cases of our own. */
export const topics: readonly Topic[] = [
  ...entities,
  ...abstractTypes,
  ...requires,
  ...requiresAbstract,
  ...provides,
  ...interfaceObjects,
  ...overrides,
  ...values,
  ...mutations,
  ...unresolvable,
];
