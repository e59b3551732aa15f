export { userConfig } from '../src/config.ts';
