/** The stock gateway with its own data sources, as its documentation starts it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import { root } from '../harness/bench-servers.ts';

const [port, stub] = process.argv.slice(2);
process.env.APOLLO_TELEMETRY_DISABLED = '1';
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(join(root, 'supergraph.graphql'), 'utf8'),
  buildService: ({ name }) => new RemoteGraphQLDataSource({ url: `http://127.0.0.1:${stub}/${name}` }),
});
const apollo = new ApolloServer({
  gateway,
  stopOnTerminationSignals: false,
  plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginUsageReportingDisabled()],
});
await apollo.start();
const app = fastify();
await app.register(fastifyApollo(apollo), { path: '/graphql' });
await app.listen({ port: Number(port), host: '127.0.0.1' });
process.send?.('ready');
