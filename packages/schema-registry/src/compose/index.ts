export { type Composition, composeSupergraph, type SubgraphDefinition } from './compose-supergraph.ts';
export { composeFile, readSubgraphs } from './read-subgraphs.ts';
