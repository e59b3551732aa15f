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
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const document: unknown = parse(text, { merge: true });
const { services, volumes } = z
  .object({ services: z.record(z.string(), serviceSchema), volumes: z.record(z.string(), z.unknown()) })
  .parse(document);
const processes = ['user', 'item', 'order', 'coupon', 'mypage', 'gateway'];
const withDatabase = ['user', 'item', 'order', 'coupon'];
const oneOff = ['demo', 'schema', 'verify'];
const settings = readFileSync(join(stackPackage, '..', 'docs', 'settings.md'), 'utf8');
const readme = readFileSync(join(stackPackage, '..', 'README.md'), 'utf8');
/** As the compose file writes a variable. */
const variable = (inside: string) => `$\{${inside}}`;
/** The settings of a process in the table "Some" of docs/settings.md; addresses are the compose file's own business. */
function settingsOf(name: string): string[] {
  const table = /^## Some\n(?<rows>[\s\S]*?)^## /m.exec(settings)?.groups?.rows ?? '';
  return table.split('\n').flatMap((row) => {
    const [, variables = '', where = ''] = row.split('|');
    const isMeant = new RegExp(`\\b${name}\\b`).test(where);
    const found = [...variables.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map((match) => match[1] ?? '');
    return isMeant ? found.filter((variable) => !/_URL$|^VIEWER_KEYS$/.test(variable)) : [];
  });
}
const environmentOf = (name: string) => services[name]?.environment ?? {};

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

  it('has the servers, the topics, the processes, and what is run once', () => {
    expect(Object.keys(services)).toEqual([...serverNames, 'topics', ...processes, ...oneOff]);
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
    for (const name of ['topics', ...processes, ...oneOff]) {
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

  it.each(withDatabase)('lets %s into MySQL as a user of its own', (name) => {
    const password = `${name.toUpperCase()}_MYSQL_PASSWORD`;
    expect(environmentOf(name).MYSQL_URL).toBe(`mysql://${name}:${variable(password)}@mysql:3306/${name}`);
    expect(Object.keys(environmentOf('mysql'))).toContain(password);
    expect(services.mysql?.volumes).toContain(
      './stack/compose/create-mysql-users.sh:/docker-entrypoint-initdb.d/create-users.sh:ro',
    );
  });

  it('lets who publishes write the schema registry, and the gateway read it, each as a user of its own', () => {
    const address = (user: string) =>
      `mysql://${user}:${variable(`${user.toUpperCase()}_MYSQL_PASSWORD`)}@mysql:3306/registry`;
    expect(environmentOf('schema').REGISTRY_MYSQL_URL).toBe(address('registry'));
    expect(environmentOf('gateway').REGISTRY_MYSQL_URL).toBe(address('gateway'));
    for (const user of ['REGISTRY', 'GATEWAY'])
      expect(Object.keys(environmentOf('mysql'))).toContain(`${user}_MYSQL_PASSWORD`);
  });

  it('gives the password of a root to its server alone', () => {
    for (const name of [...processes, ...oneOff]) {
      expect(JSON.stringify(environmentOf(name))).not.toMatch(/root|MYSQL_ROOT_PASSWORD|MONGODB_ROOT_PASSWORD/);
    }
  });

  it('asks for a password at every store', () => {
    expect(services.redis?.command.slice(-2)).toEqual(['--requirepass', expect.stringContaining('REDIS_PASSWORD')]);
    expect(Object.keys(environmentOf('mongodb'))).toContain('MONGO_INITDB_ROOT_PASSWORD');
    for (const name of processes) expect(environmentOf(name).REDIS_URL).toMatch(/^redis:\/\/:\$\{REDIS_PASSWORD\}@/);
    expect(environmentOf('mypage').MONGODB_URL).toBe(
      `mongodb://mypage:${variable('MYPAGE_MONGODB_PASSWORD')}@mongodb:27017/mypage`,
    );
  });

  it('shows neither the schema nor the explorer unless told so', () => {
    for (const name of processes) expect(environmentOf(name).INTROSPECTION).toBe(variable('INTROSPECTION:-false'));
    expect(environmentOf('gateway').EXPLORER).toBe(variable('EXPLORER:-false'));
  });

  it.each(processes)('passes every setting of %s on that docs/settings.md names', (name) => {
    const named = settingsOf(name);
    expect(named.length).toBeGreaterThan(0);
    for (const setting of named) expect(environmentOf(name)[setting], setting).toContain(setting);
  });

  it('names the versions that the README says were run', () => {
    const versions = serverNames.map((name) => services[name]?.image?.split(':')[1] ?? '');
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+/);
    const [mysql, redis, kafka] = versions;
    for (const run of [`MySQL ${mysql}`, `Redis ${redis}`, `Kafka ${kafka?.split('.').slice(0, 2).join('.')}`])
      expect(readme).toContain(run);
  });

  it('starts what is run once only when it is named', () => {
    for (const name of oneOff) expect(services[name]?.profiles).toEqual(['one-off']);
  });

  it('asks for secrets that .env.example names', () => {
    const required = requiredVariables(text);
    expect(required).toContain('MYSQL_ROOT_PASSWORD');
    for (const name of required) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });
});

describe('the environment for Compose', () => {
  const file = ['MYSQL_ROOT_PASSWORD:?x', 'USER_VIEWER_KEY:?x', 'USER_VIEWER_KEY:?y', 'LOG_LEVEL:-info'].map(variable);

  it('fills secrets of services that stay down, and sets the ports', () => {
    expect(requiredVariables(file.join('\n'))).toEqual(['MYSQL_ROOT_PASSWORD', 'USER_VIEWER_KEY']);
    expect(composeEnvironment({ PATH: '/bin' }, file.join('\n'), preferredPorts.test)).toEqual({
      PATH: '/bin',
      MYSQL_ROOT_PASSWORD: 'rushgraph',
      REDIS_PASSWORD: 'rushgraph',
      MONGODB_ROOT_PASSWORD: 'rushgraph',
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
