import {
  CacheEngine,
  CloudProfile,
  HotTier,
  Size,
  WarmFileSystem,
  WarmFileSystemOptions,
  WarmTier,
} from '../../../lib';
import { blueprintOf, manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';

const TURBO = WarmFileSystem.cfsTurbo({ mountId: '1a2b3c4d', host: '10.0.0.12', path: '/models' });
const NFS = { server: '10.0.0.9', path: '/export' };

function stackOf(fileSystem: WarmFileSystem, options: WarmFileSystemOptions = {}, namespace?: string): any {
  const fixture = new Fixture();
  fixture.store({ warm: WarmTier.fileSystem(fileSystem, options), namespace }).add('qwen3-32b', QWEN);
  return fixture.stack;
}

function objectsOf(...given: Parameters<typeof stackOf>): any {
  const manifests = manifestsOf(stackOf(...given));
  const only = (kind: string): any => Object.values<any>(manifests).find((m) => m.kind === kind);
  return {
    volume: only('PersistentVolume'),
    claim: only('PersistentVolumeClaim'),
    mount: manifests['Dataset/qwen3-32b'].spec.mounts[0],
  };
}

const csiOf = (fileSystem: WarmFileSystem): any => objectsOf(fileSystem).volume.spec.csi;

describe('a file system', () => {
  test('gets a volume and a claim that belong to each other, and stays when they go', () => {
    const { volume, claim } = objectsOf(TURBO, {}, 'llm');
    expect(claim.metadata.namespace).toBe('llm');
    expect(volume.metadata.name).toBe(`llm-${claim.metadata.name}`);
    expect(claim.spec).toStrictEqual({
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      volumeName: volume.metadata.name,
      resources: { requests: { storage: '1Ti' } },
    });
    expect(volume.spec).toMatchObject({
      capacity: { storage: '1Ti' },
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claim.metadata.name, namespace: 'llm' },
    });
  });

  test('is cached by Alluxio from its claim, without keys', () => {
    const { claim, mount } = objectsOf(TURBO);
    expect(mount.mountPoint).toBe(`pvc://${claim.metadata.name}/qwen3-32b/2025-05-01`);
    expect(objectsOf(TURBO, { pathPrefix: 'llm' }).mount.mountPoint).toMatch(/\/llm\/qwen3-32b\/2025-05-01$/);
    expect([mount.options, mount.encryptOptions]).toStrictEqual([{}, []]);
  });

  test('is there before the models, once for all stores of a namespace', () => {
    const fixture = new Fixture();
    const warm = WarmTier.fileSystem(TURBO);
    fixture.store({ warm }).add('a', QWEN);
    fixture.store({ warm: WarmTier.fileSystem(TURBO, { pathPrefix: 'b' }) }, 'Other').add('b', QWEN);
    const units: any[] = blueprintOf(fixture.stack).units;
    const volumes = units.filter((u) => u.releaseName.startsWith('warm-'));
    expect(volumes).toHaveLength(1);
    for (const release of ['model-a', 'model-b'])
      expect(units.find((u) => u.releaseName === release).dependsOn).toContain(volumes[0].path);
  });

  test('is written by nobody unless that is asked for', () => {
    expect(csiOf(TURBO).readOnly).toBe(true);
    expect(objectsOf(TURBO, { writable: true }).volume.spec.csi.readOnly).toBeUndefined();
    expect(objectsOf(WarmFileSystem.nfs(NFS)).volume.spec.nfs).toStrictEqual({ ...NFS, readOnly: true });
    expect(objectsOf(WarmFileSystem.nfs(NFS), { writable: true }).volume.spec.nfs).toStrictEqual(NFS);
  });

  test('is another volume with another claim when anything of it changes', () => {
    const names = [
      objectsOf(WarmFileSystem.nfs(NFS)),
      objectsOf(WarmFileSystem.nfs({ ...NFS, path: '/other' })),
      objectsOf(WarmFileSystem.nfs({ ...NFS, capacity: Size.tebibytes(20) })),
      objectsOf(WarmFileSystem.nfs({ ...NFS, mountOptions: ['vers=4.1'] })),
      objectsOf(WarmFileSystem.nfs(NFS), { writable: true }),
    ].map(({ claim }) => claim.metadata.name);
    expect(new Set(names).size).toBe(names.length);
    expect(objectsOf(WarmFileSystem.nfs(NFS), { pathPrefix: 'a' }).claim.metadata.name).toBe(names[0]);
  });

  test('shows the capacity and the mount options that are given', () => {
    const { volume } = objectsOf(
      WarmFileSystem.nfs({ ...NFS, capacity: Size.tebibytes(20), mountOptions: ['vers=4.1', 'nconnect=8'] }),
    );
    expect(volume.spec.capacity.storage).toBe('20Ti');
    expect(volume.spec.mountOptions).toStrictEqual(['vers=4.1', 'nconnect=8']);
    expect(objectsOf(WarmFileSystem.nfs(NFS)).volume.spec.mountOptions).toBeUndefined();
  });

  test('may be a claim that exists', () => {
    const { volume, claim, mount } = objectsOf(WarmFileSystem.existingClaim('models-pfs'));
    expect([volume, claim]).toStrictEqual([undefined, undefined]);
    expect(mount.mountPoint).toBe('pvc://models-pfs/qwen3-32b/2025-05-01');
  });

  test('has no bucket, and a bucket has no file system', () => {
    const warm = WarmTier.fileSystem(TURBO, { pathPrefix: 'llm' });
    expect([warm.bucketName, warm.credentials, warm.endpoint, warm.bucketReady]).toStrictEqual(
      Array(4).fill(undefined),
    );
    expect(warm.mounted).toBe(TURBO);
    expect(warm.pathPrefix).toBe('llm');
  });

  test('gives the same bytes twice', () => {
    expect(blueprintOf(stackOf(TURBO))).toStrictEqual(blueprintOf(stackOf(TURBO)));
  });
});

describe('the driver of', () => {
  test('CFS Turbo is told the mount id, the host and the directory', () => {
    expect(csiOf(TURBO)).toMatchObject({
      driver: 'com.tencent.cloud.csi.cfsturbo',
      volumeHandle: expect.stringMatching(/^models-warm-/),
      volumeAttributes: { fsid: '1a2b3c4d', host: '10.0.0.12', path: '/models', rootdir: '/cfs' },
    });
    expect(csiOf(WarmFileSystem.cfsTurbo({ mountId: 'a', host: 'b' })).volumeAttributes.path).toBe('/');
  });

  test('CPFS knows the volume by the id of the file system', () => {
    const cpfs = { fileSystemId: 'bmcpfs-1', vpcMountTarget: 'cpfs-1-vpc.cn-hangzhou.cpfs.aliyuncs.com' };
    expect(csiOf(WarmFileSystem.cpfs(cpfs))).toMatchObject({
      driver: 'bmcpfsplugin.csi.alibabacloud.com',
      volumeHandle: 'bmcpfs-1',
      volumeAttributes: { vpcMountTarget: cpfs.vpcMountTarget },
    });
    const full = { ...cpfs, vscMountTarget: 'cpfs-1-vsc', path: '/models' };
    expect(csiOf(WarmFileSystem.cpfs(full)).volumeAttributes).toStrictEqual({
      path: '/models',
      vpcMountTarget: cpfs.vpcMountTarget,
      vscMountTarget: 'cpfs-1-vsc',
    });
  });

  test('PFS is told the address, the port and both directories', () => {
    const pfs = { address: '10.0.0.4', parentDirectory: '/kubernetes', path: 'models' };
    expect(csiOf(WarmFileSystem.pfs(pfs))).toMatchObject({
      driver: 'csi-clusterfileplugin',
      volumeAttributes: { clusterIP: '10.0.0.4', clusterPort: '8888', parentDir: '/kubernetes', path: 'models' },
    });
    expect(csiOf(WarmFileSystem.pfs({ address: 'a' })).volumeAttributes).toMatchObject({ parentDir: '/', path: '' });
  });

  test('FSx for Lustre is told the names of DNS and of the mount', () => {
    const dnsName = 'fs-1.fsx.cn-north-1.amazonaws.com.cn';
    expect(csiOf(WarmFileSystem.fsxLustre({ dnsName, mountName: 'abcd' }))).toMatchObject({
      driver: 'fsx.csi.aws.com',
      volumeAttributes: { dnsname: dnsName, mountname: 'abcd' },
    });
  });

  test('OSS mounts a bucket by a role, without keys', () => {
    const oss = {
      bucketName: 'acme-models',
      endpoint: 'oss-cn-hangzhou-internal.aliyuncs.com',
      roleName: 'models-reader',
    };
    const csi = csiOf(WarmFileSystem.ossBucket(oss));
    expect(csi.driver).toBe('ossplugin.csi.alibabacloud.com');
    expect(csi.nodePublishSecretRef).toBeUndefined();
    expect(csi.volumeAttributes).toStrictEqual({
      authType: 'rrsa',
      bucket: 'acme-models',
      path: '/',
      roleName: 'models-reader',
      url: 'oss-cn-hangzhou-internal.aliyuncs.com',
    });
    expect(csiOf(WarmFileSystem.ossBucket({ ...oss, path: '/llm' })).volumeAttributes.path).toBe('/llm');
  });

  test('any other file system is told what it is given', () => {
    const csi = { driver: 'lustre.csi.acme.com', attributes: { share: 'a' }, volumeHandle: 'v-1' };
    expect(csiOf(WarmFileSystem.csi(csi))).toStrictEqual({
      driver: 'lustre.csi.acme.com',
      volumeHandle: 'v-1',
      readOnly: true,
      volumeAttributes: { share: 'a' },
    });
    expect(csiOf(WarmFileSystem.csi({ ...csi, volumeHandle: undefined })).volumeHandle).toMatch(/^models-warm-/);
  });
});

describe('a mistake', () => {
  test.each(['', 'a b', '-a', 'a/b'])('fails: a driver named %p', (driver) => {
    expect(() => WarmFileSystem.csi({ driver, attributes: {} })).toThrow(/^AIC-3235: the CSI driver has no such name/);
  });

  test.each(['models', '/models/', '//', '/a b', ''])('fails: the directory %p', (path) => {
    expect(() => WarmFileSystem.nfs({ server: 'a', path })).toThrow(/^AIC-3236: the path is no directory/);
  });

  test('fails: a claim that no volume of a pod could be named like', () => {
    expect(() => WarmFileSystem.existingClaim('models.pfs')).toThrow(/the name of the claim/);
  });

  test('fails: a file system of another cloud', () => {
    const fixture = new Fixture({}, { cloud: CloudProfile.awsChina({ region: 'cn-north-1' }) });
    const store = fixture.store({ warm: WarmTier.fileSystem(TURBO) });
    expect(() => store.add('qwen3-32b', QWEN)).toThrow(/AIC-3238 at test\/Models\/qwen3-32b: .*got 'tencent'/);
  });

  test('fails: a file system under KServe, which copies objects', () => {
    const fixture = new Fixture();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    const store = fixture.store({ hot, warm: WarmTier.fileSystem(TURBO) });
    expect(() => store.add('qwen3-32b', QWEN)).toThrow(
      /AIC-3240 at test\/Models\/qwen3-32b: KServe reads objects, not files; got the claim warm-/,
    );
  });

  test('an export of NFS is of every cloud', () => {
    const fixture = new Fixture({}, { cloud: CloudProfile.awsChina({ region: 'cn-north-1' }) });
    const store = fixture.store({ warm: WarmTier.fileSystem(WarmFileSystem.nfs(NFS)) });
    expect(store.add('qwen3-32b', QWEN).claimName).toBe('qwen3-32b');
  });

  test('fails: one volume under two names in a cluster', () => {
    const fixture = new Fixture();
    const cpfs = WarmFileSystem.cpfs({ fileSystemId: 'bmcpfs-1', vpcMountTarget: 'a' });
    fixture.store({ warm: WarmTier.fileSystem(cpfs) }).add('a', QWEN);
    const second = fixture.store({ warm: WarmTier.fileSystem(cpfs), namespace: 'acme' }, 'Acme');
    expect(() => second.add('b', QWEN)).toThrow(/AIC-3239 at test\/Acme\/b: one volume has two PersistentVolumes/);
  });
});
