import { atMostOneOf } from '@rushgraph/service/at-most-one-of';
import type { ValidationRule } from 'graphql';
import { noMisleadingAliases } from './no-misleading-aliases.ts';

/** Problems of an operation that are told; a hostile one could have thousands. */
export const MAX_PROBLEMS = 10;
/** Each tries or makes a password: a hundred of them must be a hundred requests, which can be counted. */
const CREDENTIAL_MUTATIONS = ['signUp', 'login', 'refreshSession', 'deleteAccount'];

/** What a document must fulfil here beside the rules of the specification. */
export const ownRules: readonly ValidationRule[] = [noMisleadingAliases, atMostOneOf(CREDENTIAL_MUTATIONS)];
