import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { composeEnvironment, projectName, requiredVariables } from './docker/compose.ts';
import { preferredPorts } from './ports.ts';
import { stackPackage } from './stack-paths.ts';
import { serverNames } from './stack-types.ts';

const text = readFileSync(join(stackPackage, '..', 'docker-compose.yml'), 'utf8');
const composeSchema: unknown = JSON.parse(
  readFileSync(join(stackPackage, 'compose-spec', 'compose-spec.json'), 'utf8'),
);
const dockerfile = readFileSync(join(stackPackage, '..', 'Dockerfile'), 'utf8');
const example = readFileSync(join(stackPackage, '..', '.env.example'), 'utf8');

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ target: z.string() }).optional(),
  healthcheck: z.unknown().optional(),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const document: unknown = parse(text, { merge: true });
const { services, volumes } = z
  .object({ services: z.record(z.string(), serviceSchema), volumes: z.record(z.string(), z.unknown()) })
  .parse(document);
const processes = ['user', 'item', 'order', 'coupon', 'mypage', 'gateway'];

function validate(candidate: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  const check = ajv.compile(z.record(z.string(), z.unknown()).parse(composeSchema));
  check(candidate);
  return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('docker-compose.yml', () => {
  it('follows the Compose Specification', () => {
    expect(validate(document)).toEqual([]);
  });

  it('would be refused with a misspelt key', () => {
    expect(validate({ services: { mysql: { image: 'mysql:8.4', helthcheck: {} } } })).not.toEqual([]);
  });

  it('has the servers, the topics and the processes', () => {
    expect(Object.keys(services)).toEqual([...serverNames, 'topics', ...processes]);
    expect(Object.keys(volumes)).toEqual([...serverNames]);
  });

  it.each(serverNames)('gives %s an image, a health check and a port on this computer only', (name) => {
    expect(services[name]?.image).toBeDefined();
    expect(services[name]?.healthcheck).toBeDefined();
    expect(services[name]?.ports).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\$\{STACK_[A-Z]+_PORT:-1\d{4}\}:\d+$/),
    ]);
  });

  it('publishes the development ports unless told otherwise', () => {
    for (const name of serverNames) expect(services[name]?.ports[0]).toContain(`:-${preferredPorts.dev[name]}}`);
  });

  it('builds each process from a target of the Dockerfile', () => {
    for (const name of ['topics', ...processes]) {
      expect(services[name]?.build?.target).toBe(name);
      expect(dockerfile).toMatch(new RegExp(`^FROM service AS ${name}$`, 'm'));
    }
  });

  it('starts nothing before what it needs is healthy', () => {
    for (const service of Object.values(services)) {
      for (const [needed, { condition }] of Object.entries(service.depends_on)) {
        expect(services).toHaveProperty(needed);
        expect(condition).toBe(needed === 'topics' ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it('asks for secrets that .env.example names', () => {
    const required = requiredVariables(text);
    expect(required).toContain('MYSQL_ROOT_PASSWORD');
    for (const name of required) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });
});

describe('the environment for Compose', () => {
  const variable = (inside: string) => `$\{${inside}}`;
  const file = ['MYSQL_ROOT_PASSWORD:?x', 'USER_VIEWER_KEY:?x', 'USER_VIEWER_KEY:?y', 'LOG_LEVEL:-info'].map(variable);

  it('fills secrets of services that stay down, and sets the ports', () => {
    expect(requiredVariables(file.join('\n'))).toEqual(['MYSQL_ROOT_PASSWORD', 'USER_VIEWER_KEY']);
    expect(composeEnvironment({ PATH: '/bin' }, file.join('\n'), preferredPorts.test)).toEqual({
      PATH: '/bin',
      MYSQL_ROOT_PASSWORD: 'rushgraph',
      USER_VIEWER_KEY: 'not-used-by-the-servers',
      STACK_MYSQL_PORT: '23306',
      STACK_REDIS_PORT: '26379',
      STACK_KAFKA_PORT: '29092',
      STACK_MONGODB_PORT: '27117',
    });
  });

  it('has a project per set and checkout', () => {
    const names = [projectName('/a', 'dev'), projectName('/a', 'test'), projectName('/b', 'dev')];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^rushgraph-(dev|test)-[0-9a-f]{8}$/);
  });
});
