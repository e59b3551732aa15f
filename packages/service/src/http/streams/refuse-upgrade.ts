import type { Duplex } from 'node:stream';

/**
 * Answers a wish for a WebSocket with a status line (`404 Not Found`), and headers below it where there are some, and ends the
 * connection: the server leaves it half open, and nothing else would end one whose client does not.
 */
export function refuseUpgrade(connection: Duplex, status: string): void {
  connection.once('finish', () => connection.destroy());
  connection.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
