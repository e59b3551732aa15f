import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface NameServer {
  /** As a resolver takes it. */
  readonly address: string;
  /** Names and what is behind each; one that is not in it is not known. */
  readonly names: Map<string, { readonly addresses: readonly string[]; readonly ttlSeconds: number }>;
  /** Names that were asked for, by their v4 addresses. */
  readonly asked: string[];
  /** Answers that it is broken, from now on or no more. */
  isBroken: boolean;
  close(): void;
}

const HEADER_BYTES = 12;
const A = 1;
const SERVER_FAILED = 2;
const NO_SUCH_NAME = 3;

/** A server of names for IPv4 addresses, as much of RFC 1035 as a resolver asks of it. */
export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  const server: NameServer = {
    address: `127.0.0.1:${port}`,
    names: new Map(),
    asked: [],
    isBroken: false,
    close: () => socket.close(),
  };
  socket.on('message', (query, from) => {
    const { name, end } = readName(query);
    const isV4 = query.readUInt16BE(end) === A;
    if (isV4) server.asked.push(name);
    const found = server.names.get(name);
    const code = server.isBroken ? SERVER_FAILED : found === undefined ? NO_SUCH_NAME : 0;
    const records = code === 0 && isV4 ? (found?.addresses ?? []) : [];
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    const question = query.subarray(HEADER_BYTES, end + 4);
    const answers = records.map((address) => record(address, found?.ttlSeconds ?? 0));
    socket.send(Buffer.concat([header, question, ...answers]), from.port, from.address);
  });
  return server;
}

function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** Of the name that the question has. */
function record(address: string, ttlSeconds: number): Buffer {
  const head = Buffer.from([0xc0, HEADER_BYTES, 0, A, 0, 1, 0, 0, 0, 0, 0, 4]);
  head.writeUInt32BE(ttlSeconds, 6);
  return Buffer.concat([head, Buffer.from(address.split('.').map(Number))]);
}
