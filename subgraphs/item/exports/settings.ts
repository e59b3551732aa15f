export { itemConfig } from '../src/config.ts';
