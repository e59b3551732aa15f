import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import {
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
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

/** Names and versions of programs. Whatever else somebody writes into these headers stays here. */
const PROGRAM = /^[\w.@/+-]{1,64}$/;

function clientOf({ request }: GraphQLRequestContext<GatewayContext>) {
  const named = (header: string) => {
    const value = request.http?.headers.get(header);
    return value !== undefined && PROGRAM.test(value) ? value : undefined;
  };
  const clientName = named('apollographql-client-name');
  const clientVersion = named('apollographql-client-version');
  return { ...(clientName !== undefined && { clientName }), ...(clientVersion !== undefined && { clientVersion }) };
}
