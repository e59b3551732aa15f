/** What cannot be avoided: an HTTP server, and calls to a subgraph through the client that the gateway uses. */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { operations } from './operations.ts';

const [port, stub, calls] = process.argv.slice(2);
const pool = new Pool(`http://127.0.0.1:${stub}`, { connections: 64 });
const body = JSON.stringify({ query: operations.find(({ fetches }) => fetches === 1)?.query });
const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  request.resume();
  for (let left = Number(calls); left > 0; left -= 1) {
    const answer = await pool.request({
      path: '/item',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await answer.body.json();
  }
  response.setHeader('content-type', 'application/json');
  response.end('{"data":{"__typename":"Query"}}');
});
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
