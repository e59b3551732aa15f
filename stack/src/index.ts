export { readPortBase } from './port-base.ts';
export { developmentPorts } from './ports.ts';
export { resetStack } from './reset-stack.ts';
export { StackProblem } from './stack-problem.ts';
export { type ServerState, type ServerStatus, stackStatus } from './stack-status.ts';
export {
  type Environment,
  type Log,
  type Rung,
  type ServerName,
  type StackAddresses,
  type StackRequest,
  type StackSet,
  serverNames,
} from './stack-types.ts';
export { startStack } from './start-stack.ts';
export { stopStack } from './stop-stack.ts';
