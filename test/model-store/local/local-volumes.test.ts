import { TerraformStack } from 'cdktf';
import {
  LocalFileSystem,
  LocalProvisioner,
  LocalVolumes,
  LocalVolumesProps,
  Pool,
  Registries,
  Size,
  TopoLvmOptions,
} from '../../../lib';
import { absent, blueprintOf, chartsOf, manifestsOf, terraformOf } from '../../harness';
import { Fixture } from '../fixture';

const lvm = (options: Partial<TopoLvmOptions> = {}): LocalProvisioner =>
  LocalProvisioner.topoLvm({ volumeGroup: 'nvme', ...options });

interface World extends Fixture {
  readonly volumes: LocalVolumes;
}

function world(provisioner: LocalProvisioner, props: Partial<LocalVolumesProps> = {}, fixture = new Fixture()): World {
  const { cluster, gpus } = fixture;
  const volumes = new LocalVolumes(fixture.stack, 'Scratch', { cluster, pools: [gpus], provisioner, ...props });
  return Object.assign(fixture, { volumes });
}

const valuesOf = (stack: TerraformStack): any => chartsOf(stack).topolvm.values;
const classOf = (stack: TerraformStack, name = 'local-nvme'): any => manifestsOf(stack)[`StorageClass/${name}`];
const another = (
  fixture: Fixture,
  pools: Pool[],
  storageClassName: string,
  provisioner: LocalProvisioner,
): LocalVolumes =>
  new LocalVolumes(fixture.stack, `More-${storageClassName}`, {
    cluster: fixture.cluster,
    pools,
    provisioner,
    storageClassName,
  });

describe('a claim', () => {
  test('is bound where its first pod runs', () => {
    const { stack, volumes } = world(lvm());
    const claim = volumes.claim('workspace', { namespace: 'research', size: Size.gibibytes(500) });
    expect([claim.namespace, claim.claimName, claim.pathInClaim, claim.readOnly]).toStrictEqual([
      'research',
      'workspace',
      '',
      false,
    ]);
    expect(manifestsOf(stack)['PersistentVolumeClaim/workspace'].spec).toStrictEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '500Gi' } },
      storageClassName: 'local-nvme',
    });
    expect(classOf(stack).volumeBindingMode).toBe('WaitForFirstConsumer');
  });

  test('is not waited for, as nothing binds it before a pod does', () => {
    const { stack, volumes } = world(lvm());
    volumes.claim('workspace', { namespace: 'research', size: Size.gibibytes(1) });
    const releases: any[] = Object.values(terraformOf(stack).resource.helm_release);
    expect(releases.find(({ name }) => name.startsWith('claim-workspace')).wait).toBe(false);
  });

  test('fails on a name that its namespace has', () => {
    const { volumes } = world(lvm());
    const options = { namespace: 'research', size: Size.gibibytes(1) };
    volumes.claim('a', options);
    volumes.claim('a', { ...options, namespace: 'other' });
    expect(() => volumes.claim('a', options)).toThrow(/AIC-3219 at test\/Scratch: .*got 'research\/a'/);
  });

  test('fails without space', () => {
    const { volumes } = world(lvm());
    expect(() => volumes.claim('a', { namespace: 'r', size: Size.bytes(0) })).toThrow(/AIC-3218/);
  });

  test.each(['A', 'a_b'])('fails on the name %p', (name) => {
    const { volumes } = world(lvm());
    expect(() => volumes.claim(name, { namespace: 'r', size: Size.gibibytes(1) })).toThrow(/AIC-1002 at test\/Scratch/);
  });
});

describe('TopoLVM', () => {
  test('makes XFS on the volume group of the pool, and volumes can grow', () => {
    const { stack } = world(lvm());
    expect(classOf(stack)).toMatchObject({
      provisioner: 'topolvm.io',
      parameters: { 'csi.storage.k8s.io/fstype': 'xfs', 'topolvm.io/device-class': 'local-nvme' },
      allowVolumeExpansion: true,
    });
    expect(valuesOf(stack).lvmd).toStrictEqual({
      deviceClasses: [{ name: 'local-nvme', 'volume-group': 'nvme', default: true, 'spare-gb': 10 }],
      nodeSelector: { 'acme.com/pool': 'h800' },
      tolerations: [],
      additionalConfigs: [],
    });
  });

  test('takes file system, stripes and spare as given', () => {
    const options = { fileSystem: LocalFileSystem.EXT4, stripes: 4, spare: Size.gibibytes(64) };
    const { stack } = world(lvm(options));
    expect(classOf(stack).parameters['csi.storage.k8s.io/fstype']).toBe('ext4');
    expect(valuesOf(stack).lvmd.deviceClasses[0]).toMatchObject({ stripe: 4, 'spare-gb': 64 });
    absent((s) => valuesOf(s).lvmd.deviceClasses[0].stripe, stack, world(lvm()).stack);
  });

  test('runs its daemons on the nodes of the pools alone, each with its volume groups', () => {
    const fixture = new Fixture({ taints: [{ key: 'gpu' }] });
    const l20 = fixture.addPool('l20');
    const { stack } = world(lvm(), { pools: [l20, fixture.gpus] }, fixture);
    another(fixture, [l20], 'a-striped', lvm({ volumeGroup: 'striped', stripes: 2 }));
    const { lvmd, node } = valuesOf(stack);
    expect(lvmd.nodeSelector).toStrictEqual({ 'acme.com/pool': 'h800' });
    expect(lvmd.tolerations).toStrictEqual([{ key: 'gpu', operator: 'Exists' }].map((t) => expect.objectContaining(t)));
    expect(lvmd.additionalConfigs).toHaveLength(1);
    expect(lvmd.additionalConfigs[0].nodeSelector).toStrictEqual({ 'acme.com/pool': 'l20' });
    expect(lvmd.additionalConfigs[0].deviceClasses.map((c: any) => [c.name, c.default])).toStrictEqual([
      ['a-striped', true],
      ['local-nvme', false],
    ]);
    const { nodeSelectorTerms } = node.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(nodeSelectorTerms).toHaveLength(2);
  });

  test('waits for certificates, and the storage class for it', () => {
    const { units } = blueprintOf(world(lvm()).stack);
    const dependsOn = (release: string): string[] =>
      units.find((u: any) => u.releaseName === release).dependsOn.map((path: string) => path.split('/').pop());
    expect(units.find((u: any) => u.releaseName === 'topolvm').dependsOn.join()).toContain('CertManager');
    expect(dependsOn('storage-class-local-nvme')).toContain('Resource');
  });

  test('makes no class and no snapshot by itself', () => {
    expect(valuesOf(world(lvm()).stack)).toMatchObject({ storageClasses: [], snapshot: { enabled: false } });
  });

  test('comes from the mirror, with the digest', () => {
    const registries = Registries.mirror('registry.acme.com:5000/ai', { pullSecretName: 'pull' });
    const { stack } = world(lvm(), {}, new Fixture({}, { registries }));
    expect(valuesOf(stack).image).toStrictEqual({
      repository: 'registry.acme.com:5000/ai/topolvm/topolvm-with-sidecar',
      reference: expect.stringMatching(/^0\.41\.0@sha256:[0-9a-f]{64}$/),
      pullSecrets: [{ name: 'pull' }],
    });
  });

  test('looks for the kubelet where it is', () => {
    expect(valuesOf(world(lvm()).stack).node.kubeletWorkDirectory).toBe('/var/lib/kubelet');
    const { stack } = world(lvm({ kubeletDirectory: '/var/lib/k0s/kubelet' }));
    expect(valuesOf(stack).node.kubeletWorkDirectory).toBe('/var/lib/k0s/kubelet');
  });

  test('fails when it is asked to look in two places', () => {
    const fixture = world(lvm());
    const elsewhere = lvm({ kubeletDirectory: '/data/kubelet' });
    expect(() => another(fixture, [fixture.gpus], 'b', elsewhere)).toThrow(/AIC-3215 .*'\/data\/kubelet'/);
  });

  test.each(['', '-x', 'a/b', '..'])('fails on the volume group %p', (volumeGroup) => {
    expect(() => lvm({ volumeGroup })).toThrow(/AIC-3210/);
  });

  test.each([1, 2.5, 129])('fails on %p stripes', (stripes) => {
    expect(() => lvm({ stripes })).toThrow(/AIC-3211/);
  });
});

describe('mounted disks', () => {
  const mounted = LocalProvisioner.mountedDisks();
  const daemonOf = (stack: TerraformStack): any =>
    manifestsOf(stack)['DaemonSet/local-static-provisioner-h800'].spec.template.spec;
  const configOf = (stack: TerraformStack): any =>
    JSON.parse(manifestsOf(stack)['ConfigMap/local-static-provisioner-h800'].data.storageClassMap);

  test('are whole volumes, made by nobody and not grown', () => {
    const { stack } = world(mounted);
    expect(classOf(stack)).toMatchObject({ provisioner: 'kubernetes.io/no-provisioner', allowVolumeExpansion: false });
    expect(configOf(stack)).toStrictEqual({
      'local-nvme': { hostDir: '/mnt/disks', mountDir: '/mnt/disks', volumeMode: 'Filesystem' },
    });
  });

  test('are seen by a daemon that is not privileged', () => {
    const [container] = daemonOf(world(mounted).stack).containers;
    expect(container.image).toBe('registry.k8s.io/sig-storage/local-volume-provisioner:v2.9.0');
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'FOWNER'] },
    });
    expect(container.volumeMounts[1]).toStrictEqual({
      name: 'disks-0',
      mountPath: '/mnt/disks',
      mountPropagation: 'HostToContainer',
    });
  });

  test('of two classes are seen by one daemon of a pool, whatever the order', () => {
    const build = (names: string[]): TerraformStack => {
      const fixture = new Fixture();
      for (const name of names) {
        another(fixture, [fixture.gpus], name, LocalProvisioner.mountedDisks({ directory: `/mnt/${name}` }));
      }
      return fixture.stack;
    };
    expect(Object.keys(configOf(build(['fast', 'large'])))).toStrictEqual(['fast', 'large']);
    expect(daemonOf(build(['large', 'fast']))).toStrictEqual(daemonOf(build(['fast', 'large'])));
  });

  test('are pulled with the pull secret', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'pull' });
    const { stack } = world(mounted, {}, new Fixture({}, { registries }));
    expect(daemonOf(stack).imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
    absent((s) => daemonOf(s).imagePullSecrets, stack, world(mounted).stack);
  });

  test('fails when two classes of a pool share a directory', () => {
    const fixture = world(mounted);
    const below = LocalProvisioner.mountedDisks({ directory: '/mnt/disks/fast' });
    expect(() => another(fixture, [fixture.gpus], 'b', below)).toThrow(
      /AIC-3216 .*want a directory beside \/mnt\/disks/,
    );
  });

  test.each(['disks', '/mnt/', '/a b', '/'])('fails on the directory %p', (directory) => {
    expect(() => LocalProvisioner.mountedDisks({ directory })).toThrow(/AIC-3217/);
  });
});

describe('local volumes', () => {
  test('fail on a storage class that the cluster has', () => {
    const fixture = world(lvm());
    expect(() => another(fixture, [fixture.gpus], 'local-nvme', lvm())).toThrow(/AIC-3212 .*test\/Scratch has/);
  });

  test('fail without pools', () => {
    expect(() => world(lvm(), { pools: [] })).toThrow(/AIC-3213/);
  });

  test('fail on the pool of another cluster', () => {
    expect(() => world(lvm(), { pools: [new Fixture().gpus] })).toThrow(/AIC-3214 .*another cluster/);
  });

  test('say which software makes them', () => {
    expect(lvm().provisionerName).toBe('topolvm');
    expect(LocalProvisioner.mountedDisks().provisionerName).toBe('local-static-provisioner');
  });
});
