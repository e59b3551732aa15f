import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { localAddress } from '../environment-rung.ts';
import { type StackPaths, stackPackage } from '../stack-paths.ts';
import type { Server } from './server.ts';

const mainFile = join(stackPackage, 'mongo', 'MongoServerMain.java');

/** A server for the MongoDB protocol on an H2 file: enough for documents found by their id. */
export const mongodb: Server = {
  name: 'mongodb',
  title: 'MongoDB-protocol server on H2',
  marker: (paths: StackPaths) => `MongoServerMain.java ${paths.data('mongodb')} `,
  async prepare({ paths }) {
    await mkdir(paths.data('mongodb'), { recursive: true });
  },
  command: ({ paths, ports, library, env }) => ({
    program: library.java,
    args: [
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      library.classPath,
      mainFile,
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
