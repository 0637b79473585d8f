import { parse } from 'yaml';
import {
  CloudProfile,
  Registries,
  SeaweedFs,
  SeaweedFsProps,
  SecretReference,
  Size,
  TaintEffect,
  WarmTier,
} from '../../../lib';
import { bundlesOf, blueprintOf, chartsOf, manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';

const READER = SecretReference.named('models-reader');
const WRITER = SecretReference.named('models-writer', { accessKeyIdKey: 'id', secretAccessKeyKey: 'key' });

function storageOf(fixture: Fixture, props: Partial<SeaweedFsProps> = {}, id = 'Storage'): SeaweedFs {
  return new SeaweedFs(fixture.stack, id, { cluster: fixture.cluster, sizePerServer: Size.tebibytes(8), ...props });
}

function valuesWith(props: Partial<SeaweedFsProps> = {}, fixture = new Fixture()): any {
  storageOf(fixture, props);
  return chartsOf(fixture.stack).seaweedfs.values;
}

const identitiesOf = (fixture: Fixture): any[] =>
  JSON.parse(manifestsOf(fixture.stack)['ConfigMap/seaweedfs-identities'].data['identities.json']).identities;

describe('an object storage in the cluster', () => {
  test('has three masters, three volume servers, one filer and two gateways', () => {
    const { master, volume, filer, s3 } = valuesWith();
    expect([master.replicas, volume.replicas, filer.replicas, s3.replicas]).toStrictEqual([3, 3, 1, 2]);
  });

  test('keeps two copies of each object on two servers', () => {
    const replication = (props: Partial<SeaweedFsProps>): string[] => {
      const { master, filer } = valuesWith(props);
      return [master.defaultReplication, filer.defaultReplicaPlacement];
    };
    expect(replication({})).toStrictEqual(['001', '001']);
    expect(replication({ copies: 1 })).toStrictEqual(['000', '000']);
    expect(replication({ copies: 3, servers: 5 })).toStrictEqual(['002', '002']);
  });

  test('needs three servers for three masters', () => {
    expect(valuesWith({ servers: 2 }).master.replicas).toBe(1);
    expect(valuesWith({ servers: 4 }).master.replicas).toBe(3);
  });

  test('says how much it holds', () => {
    expect(storageOf(new Fixture(), { servers: 4 }).capacity.toString()).toBe(Size.tebibytes(16).toString());
  });

  test('asks for disks of the storage class that is given, else of the cloud, else of the cluster', () => {
    const classes = (props: Partial<SeaweedFsProps>, fixture?: Fixture): string[] => {
      const { master, volume, filer } = valuesWith(props, fixture);
      return [master.data, volume.dataDirs[0], filer.data].map((disk) => disk.storageClass);
    };
    const cloud = CloudProfile.awsChina({ region: 'cn-north-1', blockStorageClass: 'gp3' });
    expect(classes({ storageClass: 'nvme' })).toStrictEqual(['nvme', 'nvme', 'nvme']);
    expect(classes({}, new Fixture({}, { cloud }))).toStrictEqual(['gp3', 'gp3', 'gp3']);
    expect(classes({})).toStrictEqual(['', '', '']);
    expect(valuesWith().volume.dataDirs[0]).toMatchObject({ type: 'persistentVolumeClaim', size: '8Ti' });
  });

  test('runs its volume servers on the nodes of a pool', () => {
    const fixture = new Fixture({ taints: [{ key: 'gpu', effect: TaintEffect.NO_SCHEDULE }] });
    const { volume, master } = valuesWith({ pool: fixture.gpus }, fixture);
    expect(JSON.parse(volume.nodeSelector)).toStrictEqual(fixture.gpus.nodeLabels);
    expect(JSON.parse(volume.tolerations)).toStrictEqual(fixture.gpus.tolerations);
    expect(master.nodeSelector).toBeUndefined();
    expect(valuesWith().volume.nodeSelector).toBeUndefined();
  });

  test('encrypts when it is asked to', () => {
    expect(valuesWith().filer.encryptVolumeData).toBe(false);
    expect(valuesWith({ encrypted: true }).filer.encryptVolumeData).toBe(true);
  });

  test('lives in a namespace of restricted pods', () => {
    const fixture = new Fixture();
    const storage = storageOf(fixture, { namespace: 'objects' });
    expect(storage.endpoint).toBe('http://seaweedfs-s3.objects.svc:8333');
    const { labels } = manifestsOf(fixture.stack)['Namespace/objects'].metadata;
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(storageOf(new Fixture()).namespace).toBe('seaweedfs');
  });

  test('has no rights in the cluster, and is reached by its gateways only', () => {
    const { global, volume, networkPolicy } = valuesWith();
    expect(global.seaweedfs).toStrictEqual({ createClusterRole: false, automountServiceAccountToken: false });
    expect(volume.resizeHook.enabled).toBe(false);
    expect(networkPolicy).toStrictEqual({
      enabled: true,
      components: { s3: { extraIngress: [{ ports: [{ protocol: 'TCP', port: 8333 }] }] } },
    });
  });

  test('takes its image from the mirror, with the pull secret', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'pull' });
    const values = valuesWith({}, new Fixture({}, { registries }));
    expect(values.image.repository).toMatch(/^registry\.acme\.com\/.*chrislusf\/seaweedfs$/);
    expect(values.global.imagePullSecrets).toBe('pull');
    expect(valuesWith().global.imagePullSecrets).toBeUndefined();
  });
});

describe('a bucket of it', () => {
  test('is made with the storage, whatever the order', () => {
    const fixture = new Fixture();
    const storage = storageOf(fixture);
    ['b-2', 'a-1'].forEach((name) => storage.addBucket(name));
    expect(chartsOf(fixture.stack).seaweedfs.values.s3.createBuckets).toStrictEqual([{ name: 'a-1' }, { name: 'b-2' }]);
  });

  test('holds models warm once the storage answers', () => {
    const fixture = new Fixture();
    const bucket = storageOf(fixture).addBucket('acme-models');
    fixture.store({ warm: WarmTier.ofBucket(bucket, { credentials: READER }) }).add('qwen3-32b', QWEN);
    const { mountPoint, options } = manifestsOf(fixture.stack)['Dataset/qwen3-32b'].spec.mounts[0];
    expect(mountPoint).toBe('s3://acme-models/qwen3-32b/2025-05-01');
    expect(options).toMatchObject({
      'alluxio.underfs.s3.disable.dns.buckets': 'true',
      'alluxio.underfs.s3.endpoint': 'http://seaweedfs-s3.seaweedfs.svc:8333',
    });
    const model = blueprintOf(fixture.stack).units.find((u: any) => u.releaseName === 'model-qwen3-32b');
    expect(model.dependsOn).toContain('test/Storage/Resource');
  });

  test('gives its readers what they need to read, and its writers to write', () => {
    const fixture = new Fixture();
    const bucket = storageOf(fixture).addBucket('acme-models');
    bucket.grantRead(READER);
    bucket.grantWrite(WRITER);
    const [reader, writer] = identitiesOf(fixture);
    expect(reader.actions).toStrictEqual(['List:acme-models', 'Read:acme-models']);
    expect(writer.actions).toStrictEqual([
      'List:acme-models',
      'Read:acme-models',
      'Tagging:acme-models',
      'Write:acme-models',
    ]);
    expect([reader.name, writer.name]).toStrictEqual([
      expect.stringMatching(/^models-reader-[0-9a-f]{8}$/),
      expect.stringMatching(/^models-writer-[0-9a-f]{8}$/),
    ]);
  });

  test('keeps a tenant below its path', () => {
    const fixture = new Fixture();
    storageOf(fixture).addBucket('acme-models').grantRead(READER, 'tenant-a');
    expect(identitiesOf(fixture)[0].actions).toStrictEqual([
      'List:acme-models/tenant-a/*',
      'Read:acme-models/tenant-a/*',
    ]);
  });

  test('has keys by reference only, in the environment of the gateways', () => {
    const fixture = new Fixture();
    storageOf(fixture).addBucket('acme-models').grantWrite(WRITER);
    const { accessKey, secretKey } = identitiesOf(fixture)[0].credentials[0];
    const { s3 } = chartsOf(fixture.stack).seaweedfs.values;
    const variable = (reference: string): any => s3.extraEnvironmentVars[reference.replace(/^\$\{(.*)\}$/, '$1')];
    expect(variable(accessKey)).toStrictEqual({ secretKeyRef: { name: 'models-writer', key: 'id' } });
    expect(variable(secretKey)).toStrictEqual({ secretKeyRef: { name: 'models-writer', key: 'key' } });
    expect(s3.extraArgs).toStrictEqual(['-config=/etc/identities/identities.json']);
    expect(parse(s3.extraVolumes)).toStrictEqual([{ name: 'identities', configMap: { name: 'seaweedfs-identities' } }]);
    expect(s3.enableAuth).toBe(false);
  });

  test('is one identity for one key, with all that it may do in all buckets', () => {
    const fixture = new Fixture();
    const storage = storageOf(fixture);
    storage.addBucket('models').grantRead(READER);
    storage.addBucket('datasets').grantRead(READER, 'corpus');
    expect(identitiesOf(fixture)).toHaveLength(1);
    expect(identitiesOf(fixture)[0].actions).toStrictEqual([
      'List:datasets/corpus/*',
      'List:models',
      'Read:datasets/corpus/*',
      'Read:models',
    ]);
  });

  test('restarts the gateways when a right changes, and not otherwise', () => {
    const checksum = (prefix?: string): string => {
      const fixture = new Fixture();
      storageOf(fixture).addBucket('acme-models').grantRead(READER, prefix);
      return chartsOf(fixture.stack).seaweedfs.values.s3.podAnnotations['checksum/identities'];
    };
    expect(checksum()).toBe(checksum());
    expect(checksum('a')).not.toBe(checksum('b'));
  });

  test('has its rights in a bundle that is there before the gateways', () => {
    const fixture = new Fixture();
    storageOf(fixture).addBucket('acme-models').grantRead(READER);
    expect(bundlesOf(fixture.stack)['seaweedfs-identities']).toStrictEqual(['ConfigMap/seaweedfs-identities']);
    const unit = blueprintOf(fixture.stack).units.find((u: any) => u.releaseName === 'seaweedfs');
    expect(unit.dependsOn).toContain('test/Storage/Identities');
  });
});

describe('a mistake', () => {
  test('fails: a bucket twice', () => {
    const storage = storageOf(new Fixture());
    storage.addBucket('models');
    expect(() => storage.addBucket('models')).toThrow(/AIC-3241 at test\/Storage: the bucket exists; got 'models'/);
  });

  test('fails: a name that no bucket has', () => {
    expect(() => storageOf(new Fixture()).addBucket('Models')).toThrow(/^AIC-3004/);
  });

  test.each([
    { servers: 1 },
    { copies: 0 },
    { copies: 4, servers: 9 },
    { copies: 1.5 },
    { servers: 2.5 },
    { servers: 0, copies: 1 },
  ])('fails: %p', (props) => {
    expect(() => storageOf(new Fixture(), props)).toThrow(/AIC-3242 at test\/Storage: the copies do not fit/);
  });

  test('fails: a right twice', () => {
    const bucket = storageOf(new Fixture()).addBucket('models');
    bucket.grantRead(READER, 'a');
    expect(() => bucket.grantWrite(READER, 'a')).toThrow(
      /AIC-3243 at test\/Storage\/models: the right is granted twice; got models-reader on a/,
    );
  });

  test('fails: a path that a shell would read', () => {
    const bucket = storageOf(new Fixture()).addBucket('models');
    expect(() => bucket.grantRead(READER, 'a/*')).toThrow(/^AIC-3003/);
  });
});
