import { createPrivateKey } from 'node:crypto';
import { connect } from 'node:net';
import { worthlessTokens } from '@rushgraph/gateway/hostile/tokens';
import { hostileRequests } from '@rushgraph/gateway/hostile/transports';
import type { Pool } from 'undici';
import type { Attack } from './attack.ts';

/** Mutations of the suite's own schema mean something else here. */
const isOfForm = ({ search = '' }: { readonly search?: string }) => !search.includes('mutation');

/** Requests whose form means harm, as the hostile suite has them: one kind each. */
export const malformedRequests: readonly Attack[] = hostileRequests
  .filter(isOfForm)
  .map(({ name, init, search = '', status }) => ({
    name,
    async send({ url, pool }) {
      try {
        return (await statusOf(`${url}${search}`, init, pool)) === status;
      } catch (error) {
        // The gateway has answered and closed while the client was still sending.
        if (status === 413 && isClosed(error)) return 'cut';
        throw error;
      }
    },
  }));

async function statusOf(url: string, init: RequestInit, pool: Pool): Promise<number> {
  const { method, headers, body } = init;
  if (method === 'POST' && Buffer.isBuffer(body)) {
    // Fetch would copy megabytes for each request, which is the attackers' own work.
    const path = new URL(url).pathname;
    const answer = await pool.request({ path, method, headers: headers as Record<string, string>, body });
    await answer.body.dump();
    return answer.statusCode;
  }
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return answer.status;
}

function isClosed(error: unknown): boolean {
  const { code = undefined, cause = undefined } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  // Fetch says why it has failed by its cause.
  if (code === undefined) return cause !== undefined && isClosed(cause);
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

export async function forgedTokens(privateKeyPem: string): Promise<Attack> {
  const tokens = (await worthlessTokens(createPrivateKey(privateKeyPem))).map(([, token]) => token);
  return {
    name: 'worthless tokens',
    async send({ url }, index) {
      const answer = await fetch(url, {
        method: 'POST',
        body: '{"query":"{ me { id } }"}',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[index % tokens.length]}` },
      });
      await answer.arrayBuffer();
      return answer.status === 401;
    },
  };
}

const DROP_MS = 100;

/** A body that comes drop by drop; ends when the gateway has enough of it. */
export const slowBody: Attack = {
  name: 'slow bodies',
  send({ url }) {
    const { hostname, port, pathname } = new URL(url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      let answer = '';
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n{`,
      );
      const drops = setInterval(() => socket.writable && socket.write(' '), DROP_MS);
      socket.on('data', (data) => {
        answer += data.toString();
      });
      // Whoever still writes when the gateway has had enough finds the connection closed.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearInterval(drops);
        // Whoever was writing then may find the connection closed before they read the answer.
        resolve(answer === '' ? 'cut' : answer.startsWith('HTTP/1.1 408 '));
      });
    });
  },
};
