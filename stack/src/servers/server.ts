import type { Command } from '../process/spawn-detached.ts';
import type { StackPaths } from '../stack-paths.ts';
import type { Environment, ServerName, StackPorts } from '../stack-types.ts';

/** Where the unpacked servers are. */
export type ServerLibrary = {
  readonly java: string;
  /** Kafka and the MongoDB server with all they need, as a Java class path. */
  readonly classPath: string;
  /** Unpacked MariaDB with bin/, scripts/ and share/. */
  readonly mariadb: string;
  readonly redisServer: string;
};

/** What a server needs to know about the set it belongs to. */
export type ServerContext = {
  readonly paths: StackPaths;
  readonly ports: StackPorts;
  readonly library: ServerLibrary;
  readonly env: Environment;
};

/** One of the four servers as the Maven rung runs it. */
export type Server = {
  readonly name: ServerName;
  /** For people: what runs and which version. */
  readonly title: string;
  /** Part of its command line that only this server of this set has. */
  readonly marker: (paths: StackPaths) => string;
  /** Writes its configuration and, at the first start, its data directory. */
  readonly prepare: (context: ServerContext) => Promise<void>;
  readonly command: (context: ServerContext) => Command;
  /** Resolves when the server answers its own protocol, rejects when not (yet). */
  readonly probe: (port: number, password: string) => Promise<void>;
};
