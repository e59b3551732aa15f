import { mkdir } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { MongoClient } from 'mongodb';
import { localAddress } from '../environment-rung.ts';
import type { StackPaths } from '../stack-paths.ts';
import { compileMongoServer, mongoServerClasses } from './compile-mongo-server.ts';
import type { Server } from './server.ts';

const MAIN = 'MongoServerMain';

/** A server for the MongoDB protocol on an H2 file: enough for documents found by their id. */
export const mongodb: Server = {
  name: 'mongodb',
  title: 'MongoDB-protocol server on H2',
  marker: (paths: StackPaths) => `${MAIN} ${paths.data('mongodb')} `,
  async prepare({ paths, library, env }) {
    await mkdir(paths.data('mongodb'), { recursive: true });
    await compileMongoServer(paths, library, env);
  },
  command: ({ paths, ports, library, env }) => ({
    program: library.java,
    args: [
      '-Xmx512m',
      '-XX:+UseSerialGC',
      // The second compiler cost more than everything it compiled in a minute of orders, and made it no faster.
      '-XX:TieredStopAtLevel=1',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      [mongoServerClasses(paths, library), library.classPath].join(delimiter),
      MAIN,
      paths.data('mongodb'),
      String(ports.mongodb),
    ],
    cwd: paths.serverDirectory('mongodb'),
    env,
  }),
  async probe(port, password) {
    const client = new MongoClient(localAddress('mongodb', port, password), {
      serverSelectionTimeoutMS: 1_500,
      connectTimeoutMS: 1_500,
    });
    try {
      await client.db('admin').command({ ping: 1 });
    } finally {
      await client.close();
    }
  },
};
