export { codedError, type ErrorCode } from '@rushgraph/identity';
export { type Clock, createClock, createIds } from './clock.ts';
export { kafkaConnection } from './config/kafka-connection.ts';
export { ConfigError, type Environment, loadConfig } from './config/load-config.ts';
export { flag, wholeNumber } from './config/setting-kinds.ts';
export {
  consumerSettings,
  currencySettings,
  databaseSettings,
  discoverySettings,
  httpSettings,
  idempotencySettings,
  kafkaSettings,
  logSettings,
  type MysqlConfig,
  mongodbSettings,
  mysqlSettings,
  type OutboxConfig,
  redisSettings,
  type SubgraphConfig,
  subgraphSettings,
  topicSettings,
  viewerKeysSettings,
} from './config/settings.ts';
export { StartFailure, startStep } from './explain-start-failure.ts';
export { atMostOneOf } from './graphql/at-most-one-of.ts';
export { type Connection, connectionFrom, type Page, type PageArguments, parsePage } from './graphql/connection.ts';
export {
  type CursorKind,
  type CursorPart,
  cursorAmount,
  cursorId,
  cursorInstant,
  defineCursor,
} from './graphql/cursor.ts';
export { type Customer, referredCustomer, signedInCustomer } from './graphql/customer.ts';
export {
  type FieldProblem,
  type InvalidInputProblem,
  idempotencyKeyInput,
  type Validated,
  validateInput,
} from './graphql/input.ts';
export { type Loader, loadById, loadEach, loadersById } from './graphql/load-by-id.ts';
export { createErrorMask, errorAnswer } from './graphql/mask-errors.ts';
export type { Requester } from './graphql/requester.ts';
export { scalars } from './graphql/scalars.ts';
export { humanText } from './graphql/text.ts';
export { consuming, createHealth, type Health, type HealthReport } from './health.ts';
export { makeYoung } from './heap/make-young.ts';
export { readyHeap } from './heap/ready-heap.ts';
export { answerErrors } from './http/answer-errors.ts';
export { type DocumentStore, isRecord, onlyOperation } from './http/answer-known.ts';
export { type ListenOptions, listen } from './http/listen.ts';
export { type MeasureOperation, measureOperations, operationMetrics } from './http/operation-metrics.ts';
export { addHealthRoutes } from './http/operations-routes.ts';
export { nameOperation, scopeRequests } from './http/request-scope.ts';
export { type AnswerStreamOptions, answerStream, type StreamFraming } from './http/streams/answer-stream.ts';
export { eventStream } from './http/streams/event-stream.ts';
export { MULTIPLEX_PROTOCOL } from './http/streams/multiplex-operations.ts';
export { refuseUpgrade } from './http/streams/refuse-upgrade.ts';
export {
  createSubgraphServer,
  type RequestBasis,
  type SubgraphServerOptions,
  type SubgraphServerParts,
} from './http/subgraph-server.ts';
export { timeRequests } from './http/time-requests.ts';
export { traceparentOf } from './http/traceparent.ts';
export { createInstanceId } from './instance-id.ts';
export type { Lifecycle } from './lifecycle.ts';
export { createLogger, type Logger, type LoggerOptions, withoutRedaction } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type Repeated, type RepeatOptions, runEvery } from './run-every.ts';
export { type MainDeps, runMain } from './run-main.ts';
