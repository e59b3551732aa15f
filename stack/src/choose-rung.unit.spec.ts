import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseRung } from './choose-rung.ts';
import { dockerAnswers } from './docker/docker-answers.ts';
import { readEnvironmentRung } from './environment-rung.ts';

describe('the rung of the environment', () => {
  it('needs nothing else when all four addresses are named', () => {
    const env = {
      MYSQL_URL: 'mysql://db',
      REDIS_URL: 'redis://r',
      KAFKA_BROKERS: 'k:9092',
      MONGODB_URL: 'mongodb://m',
    };
    expect(readEnvironmentRung(env)).toEqual({
      given: { mysql: 'mysql://db', redis: 'redis://r', kafka: 'k:9092', mongodb: 'mongodb://m' },
      needed: [],
    });
  });

  it('leaves what is not named, or named by nothing, to the next rung', () => {
    expect(readEnvironmentRung({ KAFKA_BROKERS: 'k:9092', REDIS_URL: '' })).toEqual({
      given: { kafka: 'k:9092' },
      needed: ['mysql', 'redis', 'mongodb'],
    });
  });
});

describe('chooseRung', () => {
  const yes = async () => true;
  const no = async () => false;
  const never = async () => {
    throw new Error('Docker must not be asked');
  };

  it('prefers Docker when its engine answers', async () => {
    expect(await chooseRung({ startedWithDocker: false, runsNatively: false, dockerAnswers: yes })).toBe('docker');
  });

  it('falls to Maven when no engine answers', async () => {
    expect(await chooseRung({ startedWithDocker: false, runsNatively: false, dockerAnswers: no })).toBe('maven');
  });

  it('stays on the rung that the set runs on', async () => {
    expect(await chooseRung({ startedWithDocker: true, runsNatively: false, dockerAnswers: never })).toBe('docker');
    expect(await chooseRung({ startedWithDocker: false, runsNatively: true, dockerAnswers: never })).toBe('maven');
  });
});

describe('dockerAnswers', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-answers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function withClient(script: string, timeout?: number): Promise<boolean> {
    const file = join(folder, 'docker');
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return dockerAnswers({ PATH: `${folder}:/usr/bin:/bin` }, timeout);
  }

  it('is true when the engine and Compose answer', async () => {
    expect(await withClient('exit 0')).toBe(true);
  });

  it('is false for a client without an engine', async () => {
    expect(await withClient('echo "Cannot connect to the Docker daemon" >&2; exit 1')).toBe(false);
  });

  it('is false for an engine without Compose', async () => {
    expect(await withClient('[ "$1" = info ]')).toBe(false);
  });

  it('is false for an engine that hangs', async () => {
    expect(await withClient('sleep 600', 200)).toBe(false);
  });

  it('is false without a client', async () => {
    expect(await dockerAnswers({ PATH: join(folder, 'nothing-here') })).toBe(false);
  });
});
