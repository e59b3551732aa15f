export { openDatabase } from './open-database.ts';
export { openOutbox } from './open-outbox.ts';
export { type Basis, type StopSteps, type SubgraphParts, startSubgraph } from './start-subgraph.ts';
