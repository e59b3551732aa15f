import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

export interface Uplink {
  readonly url: string;
  /** What it hands out from now on. */
  publish(supergraphSdl: string): void;
  /** The references, keys and last ids that it was asked with. */
  readonly asked: readonly { readonly ref: string; readonly apiKey: string; readonly ifAfterId: string | null }[];
  close(): Promise<void>;
}

const request = z.object({
  query: z.string().includes('routerConfig(ref: $ref, apiKey: $apiKey, ifAfterId: $ifAfterId)'),
  variables: z.object({ ref: z.string(), apiKey: z.string(), ifAfterId: z.string().nullable() }),
});
/** So soon it wants to be asked again. */
const DELAY_SECONDS = 0.05;

/** Hands supergraphs out as Apollo Uplink does, to who has the key. */
export async function startUplink(key: string): Promise<Uplink> {
  const asked: Uplink['asked'][number][] = [];
  let supergraph = '';
  let id = 0;
  const server = createServer(async (incoming, response) => {
    const { variables } = request.parse(await json(incoming));
    asked.push(variables);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: { routerConfig: answer(variables) } }));
  });

  function answer({ apiKey, ifAfterId }: Uplink['asked'][number]) {
    if (apiKey !== key) return { __typename: 'FetchError', code: 'AUTHENTICATION_FAILED', message: 'Unknown key' };
    if (ifAfterId === String(id)) return { __typename: 'Unchanged', id, minDelaySeconds: DELAY_SECONDS };
    return {
      __typename: 'RouterConfigResult',
      id: String(id),
      supergraphSdl: supergraph,
      minDelaySeconds: DELAY_SECONDS,
    };
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    publish(supergraphSdl) {
      supergraph = supergraphSdl;
      id += 1;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
