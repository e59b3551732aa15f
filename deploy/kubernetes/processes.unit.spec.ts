import { dirname } from 'node:path';
import { topics } from '@rushgraph/contracts';
import { addHealthRoutes, createHealth } from '@rushgraph/service';
import { nodeOptionsOf } from '@rushgraph/service/node-options';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { environmentOf, secrets, unknownSettings } from './test/environment.ts';
import { type Manifest, podOf } from './test/read-manifests.ts';
import {
  deployments,
  dockerfile,
  find,
  jobs,
  readSettings,
  serviceOf,
  services,
  subgraphs,
  titleOf,
} from './test/shop.ts';

const named = (list: readonly Manifest[]) => list.map((manifest) => [titleOf(manifest), manifest] as const);
/** What a Deployment says of its pods, without what is its own. */
function sharedBy(deployment: Manifest) {
  const { spec, container } = podOf(deployment);
  const { containers: _containers, topologySpreadConstraints: _labels, volumes: _volumes, ...pod } = spec;
  const { name: _name, image: _image, env: _env, envFrom: _from, ports: _ports, ...rest } = container;
  const { resources: _resources, volumeMounts: _mounts, ...shared } = rest;
  return { pod, container: shared };
}
/** Longer than a resolver keeps the addresses behind a headless name. */
const LEAVE_SECONDS = 10;

describe.each(named(deployments))('%s', (_, deployment) => {
  const service = serviceOf(deployment);
  const { spec: pod, container } = podOf(deployment);
  const role = deployment.metadata.labels['app.kubernetes.io/component'];
  const stage = new RegExp(`^FROM service AS ${service}\\nENV PORT=(?<port>\\d+)$`, 'm').exec(dockerfile);
  const port = Number(stage?.groups?.port);

  it('runs the image of its service, on the port of it', () => {
    expect(container).toMatchObject({ name: service, image: `rushgraph-${service}` });
    expect(container.command).toBeUndefined();
    expect(container.ports).toEqual([
      { name: 'http', containerPort: port },
      { name: 'operations', containerPort: port + 50 },
    ]);
  });

  it('tells Node the same as whoever starts it on this computer', () => {
    const said = (name: string) => {
      const [, commands = ''] = dockerfile.split(new RegExp(`^FROM .* AS ${name}\n`, 'm'));
      const [own = ''] = commands.split(/^FROM /m);
      return /NODE_OPTIONS=(?:"(?<several>[^"]*)"|(?<one>\S*))/.exec(own)?.groups;
    };
    const { several, one } = said(service) ?? said('service') ?? {};
    expect((several ?? one)?.split(' ')).toEqual(nodeOptionsOf(service));
  });

  it('gives it settings that it knows, and all that it must have', () => {
    expect(unknownSettings(deployment)).toEqual([]);
    const settings = readSettings[service]?.(environmentOf(container)) ?? {};
    expect(settings).toMatchObject({ OPERATIONS_PORT: port + 50 });
    if (service !== 'gateway') expect(settings).toMatchObject({ ROLES: new Set([role]) });
  });

  it('would not be told what it does not know', () => {
    const text = JSON.stringify(deployment).replace('"VIEWER_KEYS"', '"VIEWER_KEYZ"').replace('"ROLES"', '"ROLE"');
    const misspelt: Manifest = JSON.parse(text);
    const attempt = () => unknownSettings(misspelt);
    if (text.includes('VIEWER_KEYZ')) expect(attempt).toThrow('VIEWER_KEYS is missing');
    else expect(attempt()).toEqual(['ROLE']);
  });

  it('asks for its health where the code answers', async () => {
    const app = fastify();
    addHealthRoutes(app, createHealth());
    const { startupProbe, readinessProbe, livenessProbe } = container;
    expect([startupProbe, readinessProbe, livenessProbe].map((one) => one?.httpGet)).toEqual([
      { path: '/health/live', port: 'http' },
      { path: '/health/ready', port: 'http' },
      { path: '/health/live', port: 'http' },
    ]);
    for (const path of ['/health/live', '/health/ready']) expect((await app.inject(path)).statusCode).toBe(200);
    // Instances that start at once wait up to a minute for the one that changes the tables.
    expect((startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0)).toBeGreaterThan(60);
  });

  it('is what all Deployments are, but for its own', () => {
    expect(sharedBy(deployment)).toEqual(sharedBy(find('Deployment', 'order')));
    const { selector: _selector, template: _template, ...strategy } = deployment.spec;
    // The autoscaler alone says how many there are: a number here would undo its choice at each deployment.
    expect(strategy).toEqual({
      minReadySeconds: 5,
      revisionHistoryLimit: 3,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.anything() },
      limits: { memory: expect.anything() },
    });
  });

  it('leaves before it stops, and has the time for both', () => {
    const leaves = container.lifecycle?.preStop.sleep.seconds ?? 0;
    expect(leaves).toBeGreaterThanOrEqual(LEAVE_SECONDS);
    // docker-compose.yml gives the stop alone 30 s.
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(leaves + 30);
  });

  it('has an autoscaler and a budget of disruptions that are about it alone', () => {
    const { name } = deployment.metadata;
    const labels = { 'app.kubernetes.io/name': service, 'app.kubernetes.io/component': role };
    expect(deployment.spec.selector).toEqual({ matchLabels: labels });
    expect(find('PodDisruptionBudget', name).spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: labels } });
    const { spec } = find('HorizontalPodAutoscaler', name);
    expect(spec).toMatchObject({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 2 });
    // More workers than partitions would have nothing to do.
    const most = role === 'worker' ? Math.max(...topics.map(({ partitions }) => partitions)) : 100;
    expect(spec.maxReplicas).toBeLessThanOrEqual(most);
  });
});

describe('every pod', () => {
  it.each(named([...deployments, ...jobs]))('may do nothing that it need not: %s', (_, workload) => {
    const { spec, container } = podOf(workload);
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    // The image's user `node`, by its number: Kubernetes cannot know that a name is not root.
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});

describe('the gateway', () => {
  const { spec, container } = podOf(find('Deployment', 'gateway'));

  it('keeps the supergraph of the registry where it may write, and nobody else mounts anything', () => {
    const { SUPERGRAPH, SUPERGRAPH_KEPT_PATH = '' } = environmentOf(container);
    expect(SUPERGRAPH).toBe('registry');
    const [mount] = container.volumeMounts;
    expect(container.volumeMounts).toEqual([{ name: 'kept', mountPath: dirname(SUPERGRAPH_KEPT_PATH) }]);
    expect(spec.volumes).toEqual([{ name: mount?.name, emptyDir: { sizeLimit: '64Mi' } }]);
    for (const other of deployments.filter((one) => serviceOf(one) !== 'gateway'))
      expect([podOf(other).spec.volumes, podOf(other).container.volumeMounts]).toEqual([[], []]);
  });
});

describe('a Service', () => {
  it.each(services)('%s has the addresses of all instances that answer, and of no worker', (name) => {
    const { spec } = find('Service', name);
    const { container } = podOf(find('Deployment', name));
    expect(spec.selector).toEqual({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'api' });
    expect(spec.ports).toEqual([{ name: 'http', port: container.ports[0]?.containerPort, targetPort: 'http' }]);
    expect(spec.clusterIP).toBe(name === 'gateway' ? undefined : 'None');
  });

  it.each(services)('is where others look for %s', (name) => {
    const variable = `${name.toUpperCase()}_URL`;
    const port = podOf(find('Deployment', name)).container.ports[0]?.containerPort;
    const told = deployments.flatMap((one) => podOf(one).container.env.filter((entry) => entry.name === variable));
    expect(told.length > 0).toBe(name !== 'gateway');
    for (const { value } of told) expect(value).toBe(`dns:${name}:${port}`);
  });
});

describe('a Job', () => {
  it.each(subgraphs)('changes the tables of %s, if it has any, with its own image', (name) => {
    const own = jobs.filter((job) => serviceOf(job) === name);
    if (name === 'mypage') return expect(own).toEqual([]);
    const [job] = own;
    if (job === undefined) throw new Error('there is none');
    const { container } = podOf(job);
    expect(container).toMatchObject({
      image: `rushgraph-${name}`,
      command: ['node', 'commands/src/migrate.ts', name],
    });
    expect(environmentOf(container)).toEqual({ [`${name.toUpperCase()}_MYSQL_URL`]: secrets[name]?.MYSQL_URL });
  });

  it('publishes the schemas of all subgraphs to begin with', () => {
    const { container } = podOf(find('Job', 'publish-schemas'));
    expect(container).toMatchObject({ image: 'rushgraph-schema', args: ['publish', '--all', '--if-empty'] });
    expect(dockerfile).toContain(
      'FROM service AS schema\nHEALTHCHECK NONE\nENTRYPOINT ["node", "commands/src/schema.ts"]',
    );
    expect(environmentOf(container)).toMatchObject(secrets.schema ?? {});
  });

  it('makes the topics', () => {
    const { container } = podOf(find('Job', 'topics'));
    expect(container.image).toBe('rushgraph-topics');
    expect(dockerfile).toContain(
      `FROM service AS topics\nHEALTHCHECK NONE\nCMD ${JSON.stringify(container.command).replaceAll(',', ', ')}`,
    );
  });
});
