import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Report } from '@apollo/usage-reporting-protobuf';

export interface StudioReceiver {
  readonly url: string;
  readonly reports: readonly Report[];
  /** Path and key of each request, in order. */
  readonly requests: readonly { readonly path: string | undefined; readonly key: unknown }[];
  close(): Promise<void>;
}

/** Takes usage reports as Apollo Studio does. */
export async function studioReceiver(): Promise<StudioReceiver> {
  const reports: Report[] = [];
  const requests: StudioReceiver['requests'][number][] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    requests.push({ path: request.url, key: request.headers['x-api-key'] });
    reports.push(Report.decode(gunzipSync(body)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"tracesIgnored":false}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    reports,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
