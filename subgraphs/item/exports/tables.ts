export { reservation } from '../src/db/schema.ts';
