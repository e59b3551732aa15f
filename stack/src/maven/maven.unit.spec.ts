import { describe, expect, it } from 'vitest';
import { StackProblem } from '../stack-problem.ts';
import { downloadedMegabytes, downloadingFile } from './download-jars.ts';
import { findJava, findMaven, javaMajorVersion } from './find-java.ts';
import { nativePlatform } from './platform.ts';

describe('the JDK', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "25" 2025-09-16', 25],
    ['java version "1.8.0_402"', 8],
    ['zsh: command not found', undefined],
  ])('of %j is %s', (text, major) => {
    expect(javaMajorVersion(text)).toBe(major);
  });

  it('that is missing is one sentence with the alternatives', async () => {
    const missing = findJava({ PATH: '/nowhere', JAVA_HOME: '/nowhere' });
    await expect(missing).rejects.toThrow(StackProblem);
    await expect(missing).rejects.toThrow(/^No Java was found .*JDK 17 or newer and Maven.*Docker.*MYSQL_URL/);
  });

  it('goes with Maven', async () => {
    await expect(findMaven({ PATH: '/nowhere' })).rejects.toThrow(/^Maven was not found \(mvn\): install Apache Maven/);
  });
});

describe('the output of Maven', () => {
  const url = 'https://repo.example/maven/org/x/x-1.jar';
  it('tells what comes and what came', () => {
    expect(downloadingFile(`Downloading from central: ${url}`)).toBe('x-1.jar');
    expect(downloadingFile(`Downloading from central: ${url.replace('.jar', '.pom')}`)).toBeUndefined();
    expect(downloadedMegabytes(`Downloaded from central: ${url} (142 MB at 30 MB/s)`)).toBe(142);
    expect(downloadedMegabytes(`Downloaded from central: ${url} (500 kB at 1.2 MB/s)`)).toBe(0.5);
    expect(downloadedMegabytes('[INFO] BUILD SUCCESS')).toBeUndefined();
  });
});

describe('the native servers', () => {
  it('are known for two platforms', () => {
    expect(nativePlatform('linux', 'x64').mariadb).toBe('linux64');
    expect(nativePlatform('darwin', 'arm64').mariadb).toBe('macos-arm64');
    expect(nativePlatform('linux', 'x64').redis.test('redis-server-6.2.6-v5-linux-amd64')).toBe(true);
    expect(nativePlatform('darwin', 'arm64').redis.test('redis-server-6.2.6-v5-darwin-arm64')).toBe(true);
  });

  it.each([
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['win32', 'x64'],
  ])('are not available on %s-%s, and the sentence names the ways out', (platform, architecture) => {
    expect(() => nativePlatform(platform, architecture)).toThrow(
      `The servers are not available without Docker on ${platform}-${architecture}: start a Docker engine, or name running servers in MYSQL_URL, REDIS_URL, KAFKA_BROKERS and MONGODB_URL.`,
    );
  });
});
