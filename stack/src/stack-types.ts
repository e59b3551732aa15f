export const serverNames = ['mysql', 'redis', 'kafka', 'mongodb'] as const;
export type ServerName = (typeof serverNames)[number];

/** `dev` is what `npm start` uses, `test` what the tests use. They share downloads and nothing else. */
export const stackSets = ['dev', 'test'] as const;
export type StackSet = (typeof stackSets)[number];

/** TCP ports on 127.0.0.1. */
export type StackPorts = Readonly<Record<ServerName | 'kafkaController', number>>;

export type Rung = 'environment' | 'docker' | 'maven';

/** Where the four servers are, and who put them there. */
export type StackAddresses = {
  /** Without a database name: `mysql://root@127.0.0.1:13306`. */
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  /** Comma-separated `host:port`. */
  readonly kafkaBrokers: string;
  readonly mongodbUrl: string;
  /** The rung that brought what the environment did not name. */
  readonly rung: Rung;
  /** True when this very call started at least one server. */
  readonly startedHere: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;
export type Log = (line: string) => void;

export type StackRequest = {
  readonly set: StackSet;
  /** The checkout; state lives in `<root>/.stack`. */
  readonly root: string;
  readonly env: Environment;
  readonly log: Log;
};
