import { parseAllDocuments } from 'yaml';
import { SeaweedFs, SecretReference, Size } from '../../lib';
import { chartsOf, manifestsOf } from '../harness';
import { Fixture } from '../model-store/fixture';
import { Applier } from '../support/apply';
import { defaultValues, unknownKeys } from '../support/chart-values';
import { TestControlPlane } from '../support/control-plane';

jest.setTimeout(600_000);

const NAMESPACE = 'seaweedfs';

/** A storage with a bucket, as its chart gets it. */
function synthesised(): { values: any; namespace: any } {
  const fixture = new Fixture();
  const storage = new SeaweedFs(fixture.stack, 'Storage', {
    cluster: fixture.cluster,
    sizePerServer: Size.tebibytes(8),
    storageClass: 'nvme',
    pool: fixture.gpus,
  });
  storage.addBucket('acme-models').grantRead(SecretReference.named('models-reader'), 'tenant-a');
  const { values } = chartsOf(fixture.stack).seaweedfs;
  return { values, namespace: manifestsOf(fixture.stack)[`Namespace/${NAMESPACE}`] };
}

const { values: VALUES, namespace: NAMESPACE_OBJECT } = synthesised();

let controlPlane: TestControlPlane;
let applier: Applier;
let folder: string;
let objects: any[];

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  applier = new Applier(controlPlane);
  folder = await controlPlane.call<string>('chartFolder', { name: 'seaweedfs' });
  const text = controlPlane.helm(
    ['template', 'seaweedfs', folder, '--namespace', NAMESPACE, '--values', '-'],
    JSON.stringify(VALUES),
  );
  objects = parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object !== null);
});
afterAll(async () => {
  applier?.close();
  await controlPlane?.stop();
});

const named = (kind: string, name: string): any => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  expect(found).toBeDefined();
  return found;
};

const workloads = (): any[] => objects.filter(({ spec }) => spec?.template?.spec !== undefined);

test('every value is one that the chart of SeaweedFS has', () => {
  expect(unknownKeys(VALUES, defaultValues('seaweedfs', folder))).toStrictEqual([]);
});

test('the storage is these workloads and no more', () => {
  expect(
    workloads()
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
      .sort(),
  ).toStrictEqual([
    'Deployment/seaweedfs-s3',
    'Job/seaweedfs-bucket-hook',
    'StatefulSet/seaweedfs-filer',
    'StatefulSet/seaweedfs-master',
    'StatefulSet/seaweedfs-volume',
  ]);
});

test('the endpoint is a service of the gateways', () => {
  const { spec } = named('Service', 'seaweedfs-s3');
  expect(spec.ports.map((port: any) => port.port)).toContain(8333);
  expect(named('Deployment', 'seaweedfs-s3').spec.template.metadata.labels).toMatchObject(spec.selector);
});

test('every object is one that the API server takes', async () => {
  expect(await applier.apply([NAMESPACE_OBJECT])).toBe('');
  expect(await applier.apply(objects, { dryRun: true })).toBe('');
});

test('every pod is one that a restricted namespace takes', async () => {
  const pods = workloads().map(({ metadata, spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: metadata.name, namespace: NAMESPACE, labels: spec.template.metadata.labels },
    // Volumes of claims that only a StatefulSet makes.
    spec: { ...spec.template.spec, serviceAccountName: undefined, volumes: undefined, containers: withoutMounts(spec) },
  }));
  expect(pods.length).toBe(5);
  expect(await applier.apply([NAMESPACE_OBJECT])).toBe('');
  expect(await applier.apply(pods, { dryRun: true })).toBe('');
});

function withoutMounts(spec: any): any[] {
  return spec.template.spec.containers.map((container: any) => ({ ...container, volumeMounts: undefined }));
}

test('nothing of it may do anything in the cluster', () => {
  const kinds = new Set(objects.map(({ kind }) => kind));
  expect(
    ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'Secret'].filter((kind) => kinds.has(kind)),
  ).toEqual([]);
});

test('the gateways read our identities, with keys from their environment', () => {
  const [container] = named('Deployment', 'seaweedfs-s3').spec.template.spec.containers;
  expect(container.command.at(-1)).toContain('-config=/etc/identities/identities.json');
  expect(container.volumeMounts).toContainEqual({ name: 'identities', mountPath: '/etc/identities', readOnly: true });
  const references = container.env.filter((variable: any) => /^S3_[0-9A-F]{8}_/.test(variable.name));
  expect(references.map((variable: any) => variable.valueFrom.secretKeyRef)).toStrictEqual([
    { name: 'models-reader', key: 'AWS_ACCESS_KEY_ID' },
    { name: 'models-reader', key: 'AWS_SECRET_ACCESS_KEY' },
  ]);
});

test('only pods of the storage reach the servers behind the gateways', () => {
  const peers = (component: string): any[] =>
    named('NetworkPolicy', `seaweedfs-${component}`).spec.ingress.map((rule: any) => rule.from);
  for (const component of ['master', 'volume', 'filer']) {
    expect(peers(component).every((from) => from?.length > 0)).toBe(true);
  }
  expect(peers('s3')).toContain(undefined);
});

test('the bucket is made by the job of the chart', () => {
  const [container] = named('Job', 'seaweedfs-bucket-hook').spec.template.spec.containers;
  expect(container.command.at(-1)).toContain('s3.bucket.create --name acme-models');
});

test('volume servers run on the nodes of their pool', () => {
  const { nodeSelector } = named('StatefulSet', 'seaweedfs-volume').spec.template.spec;
  expect(nodeSelector).toStrictEqual({ 'acme.com/pool': 'h800' });
});
