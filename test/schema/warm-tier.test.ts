import {
  CloudProfile,
  CosiBucketClaim,
  ICloudProfile,
  ModelStoreNetwork,
  NetworkDestination,
  ObjectBucketClaim,
  Size,
  TieredModelStore,
  WarmFileSystem,
  WarmTier,
  WorkloadIdentity,
} from '../../lib';
import { manifestsOf } from '../harness';
import { CREDENTIALS, Fixture, QWEN } from '../model-store/fixture';
import { Applier } from '../support/apply';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';

jest.setTimeout(600_000);

let controlPlane: TestControlPlane;
let applier: Applier;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  applier = new Applier(controlPlane);
  await installCrds(controlPlane, ['cosi', 'fluid', 'objectBucket']);
});
afterAll(async () => {
  applier?.close();
  await controlPlane?.stop();
});

/** The kinds of some objects that a program with one store makes, in the namespace of the models. */
function objectsOf(kinds: string[], program: (fixture: Fixture) => TieredModelStore, cloud?: ICloudProfile): any[] {
  const fixture = new Fixture({}, cloud === undefined ? {} : { cloud });
  program(fixture).add('qwen3-32b', QWEN);
  const manifests = Object.values<any>(manifestsOf(fixture.stack));
  const found = manifests.filter(({ kind }) => kinds.includes(kind));
  expect(new Set(found.map(({ kind }) => kind))).toStrictEqual(new Set(kinds));
  return [manifests.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'models'), ...found];
}

const FILES: [string, WarmFileSystem][] = [
  ['CFS Turbo', WarmFileSystem.cfsTurbo({ mountId: '1a2b3c4d', host: '10.0.0.12', path: '/models' })],
  [
    'CPFS',
    WarmFileSystem.cpfs({ fileSystemId: 'bmcpfs-1', vpcMountTarget: 'cpfs-1-vpc', capacity: Size.tebibytes(9) }),
  ],
  ['PFS', WarmFileSystem.pfs({ address: '10.0.0.4' })],
  ['FSx for Lustre', WarmFileSystem.fsxLustre({ dnsName: 'fs-1.fsx', mountName: 'abcd', mountOptions: ['flock'] })],
  ['NFS', WarmFileSystem.nfs({ server: '10.0.0.9', path: '/export' })],
  ['OSS', WarmFileSystem.ossBucket({ bucketName: 'b', endpoint: 'oss-cn-hangzhou.aliyuncs.com', roleName: 'r' })],
  ['another driver', WarmFileSystem.csi({ driver: 'lustre.csi.acme.com', attributes: { share: 'a' } })],
];

test.each(FILES)('the claim of %s is bound to its volume, and both stay as they are', async (_name, fileSystem) => {
  const objects = objectsOf(['PersistentVolume', 'PersistentVolumeClaim', 'Dataset'], (fixture) =>
    fixture.store({ warm: WarmTier.fileSystem(fileSystem) }),
  );
  expect(await applier.apply(objects)).toBe('');
  const claim = objects.find(({ kind }) => kind === 'PersistentVolumeClaim');
  const [name, namespace] = [claim.metadata.name, claim.metadata.namespace];
  controlPlane.kubectl([
    'wait',
    '--for=jsonpath={.status.phase}=Bound',
    `pvc/${name}`,
    '-n',
    namespace,
    '--timeout=60s',
  ]);
  expect(await applier.apply(objects)).toBe('');
});

test('a claim of Rook is one that its definition takes', async () => {
  const objects = objectsOf(['ObjectBucketClaim'], (fixture) => {
    const { stack, cluster } = fixture;
    const bucket = new ObjectBucketClaim(stack, 'Bucket', {
      cluster,
      bucketName: 'acme-models',
      storageClass: 'ceph-bucket',
      endpoint: 'http://rook-ceph-rgw-models.rook-ceph.svc',
      maxSize: Size.tebibytes(20),
    });
    return fixture.store({ warm: WarmTier.ofBucket(bucket) });
  });
  expect(await applier.apply(objects)).toBe('');
});

test('a claim of COSI and its access are ones that their definitions take', async () => {
  const objects = objectsOf(['BucketClaim', 'BucketAccess'], (fixture) => {
    const { stack, cluster } = fixture;
    new CosiBucketClaim(stack, 'Scratch', { cluster, claimName: 'scratch', bucketClass: 'fast', accessClass: 'keys' });
    return fixture.store();
  });
  expect(await applier.apply(objects)).toBe('');
});

test('the policy of a store and its identity are ones that the API server takes', async () => {
  const jobCredentials = WorkloadIdentity.awsRole('arn:aws-cn:iam::123456789012:role/models-writer');
  const objects = objectsOf(
    ['NetworkPolicy', 'ServiceAccount'],
    (fixture) => {
      const store = fixture.store({
        warm: WarmTier.bucket('acme-models', { credentials: CREDENTIALS, jobCredentials }),
      });
      new ModelStoreNetwork(fixture.stack, 'Network', {
        store,
        destinations: [NetworkDestination.cidr('10.20.0.0/16', 443), NetworkDestination.namespace('seaweedfs', 8333)],
        apiServer: NetworkDestination.cidr('fd00::1/128', 6443),
        nodes: ['10.0.0.0/16'],
        clients: ['inference-gateway'],
      });
      return store;
    },
    CloudProfile.awsChina({ region: 'cn-northwest-1' }),
  );
  expect(await applier.apply(objects.filter(({ metadata }) => (metadata.namespace ?? 'models') === 'models'))).toBe('');
});
