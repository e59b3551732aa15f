import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import {
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { CLIENT_NAME, programIn } from '../client-program.ts';
import type { GatewayContext } from '../context.ts';

/** An account of Apollo Studio, and what it is told. */
export interface StudioAccount {
  readonly key: string;
  readonly graphRef: string;
  /** Who keeps the reports; Apollo by default. */
  readonly reportsUrl: string | undefined;
  /** Share of the operations whose fields are timed, from 0 to 1. */
  readonly tracedShare: number;
}

export interface ReportUsageDeps {
  /** Without an account nothing is reported. */
  readonly studio?: StudioAccount | undefined;
  readonly random: () => number;
}

/** Together within the time that a stop has: what cannot be reported then is lost. */
const ATTEMPTS = 2;
const ATTEMPT_LIMIT_MS = 3_000;

/**
 * Reports to Apollo Studio which operations and fields are used, how often and how fast: no variables, no headers, no
 * texts of errors, and literals are taken out of operations. The schema is never sent: a supergraph is published by whoever
 * composes it.
 */
export function reportUsage({ studio, random }: ReportUsageDeps): ApolloServerPlugin<GatewayContext>[] {
  const withoutSchema = ApolloServerPluginSchemaReportingDisabled();
  if (studio === undefined) return [withoutSchema, ApolloServerPluginUsageReportingDisabled()];
  const { reportsUrl, tracedShare } = studio;
  const usage = ApolloServerPluginUsageReporting<GatewayContext>({
    sendVariableValues: { none: true },
    sendHeaders: { none: true },
    sendErrors: { masked: true },
    sendUnexecutableOperationDocuments: false,
    generateClientInfo: clientOf,
    // The weight says for how many operations a traced one stands.
    fieldLevelInstrumentation: async () => (random() < tracedShare ? 1 / tracedShare : 0),
    maxAttempts: ATTEMPTS,
    requestTimeoutMs: ATTEMPT_LIMIT_MS,
    ...(reportsUrl !== undefined && { endpointUrl: reportsUrl.replace(/\/+$/, '') }),
  });
  return [withoutSchema, usage];
}

function clientOf({ request }: GraphQLRequestContext<GatewayContext>) {
  const clientName = programIn(request.http?.headers.get(CLIENT_NAME));
  const clientVersion = programIn(request.http?.headers.get('apollographql-client-version'));
  return { ...(clientName !== undefined && { clientName }), ...(clientVersion !== undefined && { clientVersion }) };
}
