export { type CheckRequest, type Compared, checkSchemas, type Verdict } from './check-schemas.ts';
export { compareVersions } from './compare/compare-versions.ts';
export { migrationsFolder, openRegistry, readRegistry } from './open-registry.ts';
export { type Publication, type PublicationOutcome, type Published, publishSchemas } from './publish-schemas.ts';
export { type EarlierSchema, earlierSchema } from './roll-back.ts';
export { type HistoryEntry, readHistory, readVersion } from './store/history.ts';
export { type PublishedGraph, type PublishedSubgraph, readGraph } from './store/read-graph.ts';
export type { OperationUse } from './use/read-use.ts';
export type { BrokenOperation, WeighedChange } from './use/weigh-changes.ts';
