import { TerraformStack } from 'cdktf';
import {
  AINativeCluster,
  Bundle,
  CloudProfile,
  ClusterAccess,
  Delivery,
  ICluster,
  PodSecurity,
  Registries,
} from '../../lib';
import { blueprintOf, bundlesOf, chartsOf, manifestsOf, terraformOf } from '../harness';
import { ACCESS, clusterFixture, poolOptions } from './support';

const unitOf = (stack: TerraformStack, releaseName: string): any =>
  blueprintOf(stack).units.find((u: any) => u.releaseName === releaseName);

describe('foundation', () => {
  test('lives in kube-system and brings the namespace of all other bundles', () => {
    const { stack, cluster } = clusterFixture();
    expect(unitOf(stack, 'cluster-foundation')).toMatchObject({ releaseNamespace: 'kube-system', dependsOn: [] });
    expect(bundlesOf(stack)['cluster-foundation']).toContain('Namespace/ai-cloud-system');
    expect(new Bundle(stack, 'Mine', { target: cluster }).releaseNamespace).toBe('ai-cloud-system');
  });

  test('comes before every other unit', () => {
    const { stack, cluster } = clusterFixture();
    cluster.certificates();
    cluster.pools.add('h800', poolOptions('h800'));
    const others = blueprintOf(stack).units.filter((u: any) => u.releaseName !== 'cluster-foundation');
    expect(others.length).toBeGreaterThan(2);
    for (const unit of others) expect(unit.dependsOn).toContain('test/Cluster/Foundation');
  });
});

describe('access', () => {
  test('fails on a second construct for the cluster that the stack has', () => {
    const { stack } = clusterFixture();
    expect(() => new AINativeCluster(stack, 'Second', ACCESS)).toThrow(
      /AIC-2010 at test\/Second: the stack has this cluster already; got '~\/\.kube\/config', want .*test\/Cluster is it/,
    );
  });

  test('tells clusters apart by context, and stacks by themselves', () => {
    const { stack } = clusterFixture();
    const access = ClusterAccess.kubeconfig('~/.kube/config', { context: 'prod' });
    const other = new TerraformStack(stack.node.root, 'other');
    expect(new AINativeCluster(stack, 'Second', { access }).access).toBe(access);
    expect(new AINativeCluster(other, 'Cluster', ACCESS).node.path).toBe('other/Cluster');
  });
});

describe('namespaces', () => {
  test('carry their pod security level for enforcement, audit and warnings, pinned to the version', () => {
    const { stack, cluster } = clusterFixture({ kubernetesVersion: '1.34' });
    expect(cluster.namespaces.ensure('ml', PodSecurity.BASELINE)).toBe('ml');
    expect(manifestsOf(stack)['Namespace/ml'].metadata.labels).toStrictEqual({
      'pod-security.kubernetes.io/audit': 'baseline',
      'pod-security.kubernetes.io/audit-version': 'v1.34',
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/enforce-version': 'v1.34',
      'pod-security.kubernetes.io/warn': 'baseline',
      'pod-security.kubernetes.io/warn-version': 'v1.34',
    });
  });

  test('are one for the same name and level', () => {
    const { stack, cluster } = clusterFixture();
    cluster.namespaces.ensure('ml', PodSecurity.RESTRICTED);
    cluster.namespaces.ensure('ml', PodSecurity.RESTRICTED);
    expect(bundlesOf(stack)['cluster-foundation'].filter((o) => o === 'Namespace/ml')).toHaveLength(1);
  });

  test('come out the same whatever the order they were asked for in', () => {
    const bytes = (...names: string[]): string => {
      const { stack, cluster } = clusterFixture();
      names.forEach((name) => cluster.namespaces.ensure(name, PodSecurity.RESTRICTED));
      return JSON.stringify(blueprintOf(stack));
    };
    expect(bytes('a', 'b')).toBe(bytes('b', 'a'));
  });

  test('that allow privileged pods are those of device and fabric software only', () => {
    const { cluster } = clusterFixture();
    expect(cluster.privilegedNamespaces).toStrictEqual([]);
    cluster.pools.add('h800', poolOptions('h800'));
    expect(cluster.privilegedNamespaces).toStrictEqual(['gpu-operator', 'node-feature-discovery']);
  });

  test('fails on one name with two levels', () => {
    const { cluster } = clusterFixture();
    cluster.namespaces.ensure('ml', PodSecurity.RESTRICTED);
    expect(() => cluster.namespaces.ensure('ml', PodSecurity.PRIVILEGED)).toThrow(
      /AIC-2003 at test\/Cluster\/Foundation: the namespace ml is asked for with two levels; got 'privileged', want restricted/,
    );
  });

  test.each(['default', 'kube-system', 'kube-public', 'kube-node-lease'])('fails on bringing %s', (name) => {
    const { cluster } = clusterFixture();
    expect(() => cluster.namespaces.ensure(name, PodSecurity.RESTRICTED)).toThrow(
      /AIC-2004.*the namespace belongs to Kubernetes/,
    );
  });

  test('fails on a name that Kubernetes would refuse', () => {
    expect(() => clusterFixture().cluster.namespaces.ensure('ML', PodSecurity.RESTRICTED)).toThrow(/AIC-1002/);
  });
});

describe('certificates', () => {
  test('installs nothing until somebody asks', () => {
    expect(Object.keys(chartsOf(clusterFixture().stack))).not.toContain('cert-manager');
  });

  test('installs cert-manager once, with CRDs that stay', () => {
    const { stack, cluster } = clusterFixture();
    expect(cluster.certificates()).toBe(cluster.certificates());
    expect(chartsOf(stack)['cert-manager']).toMatchObject({
      name: 'cert-manager',
      repository: 'oci://quay.io/jetstack/charts',
      version: 'v1.21.1',
      values: { crds: { enabled: true, keep: true } },
    });
    expect(manifestsOf(stack)['Namespace/cert-manager'].metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  test('reads images and chart from the mirror', () => {
    const registries = Registries.mirror('registry.acme.com/ai', {
      chartRepository: 'oci://registry.acme.com/charts',
      pullSecretName: 'pull',
    });
    const { stack, cluster } = clusterFixture({ registries });
    cluster.certificates();
    const { repository, values } = chartsOf(stack)['cert-manager'];
    expect(repository).toBe('oci://registry.acme.com/charts');
    expect(values).toStrictEqual({
      crds: { enabled: true, keep: true },
      imageRegistry: 'registry.acme.com/ai',
      global: { imagePullSecrets: [{ name: 'pull' }] },
    });
  });
});

describe('cluster', () => {
  test('is reached and fed as it says', () => {
    const delivery = Delivery.perObject();
    const { cluster } = clusterFixture({ delivery });
    expect(cluster.delivery).toBe(delivery);
    expect(cluster.access).toBe(ACCESS.access);
    expect(clusterFixture().cluster.delivery.deliveryName).toBe('helm');
  });

  test('assumes no cloud unless it is named', () => {
    expect(clusterFixture().cluster.cloudFacts.name).toBe('generic');
    const cloud = CloudProfile.tencent({ region: 'ap-guangzhou' });
    expect(clusterFixture({ cloud }).cluster.cloudFacts.name).toBe('tencent');
  });

  test('says in the blueprint what the program is written for', () => {
    const { stack } = clusterFixture();
    expect(blueprintOf(stack).clusters).toMatchObject([
      {
        path: 'test/Cluster',
        cloud: 'generic',
        kubernetesVersion: '1.35',
        schedulerName: 'volcano',
        scheduler: { namespace: 'volcano-system' },
      },
    ]);
  });

  test('has Volcano schedule and gives its options on', () => {
    const { stack, cluster } = clusterFixture({ scheduling: { replicas: 3 } });
    expect(cluster.schedulerName).toBe('volcano');
    expect(chartsOf(stack).volcano.values.custom.scheduler_replicas).toBe(3);
    expect(cluster.schedulingReady).toBe(cluster.scheduling.ready);
    expect(cluster.queues).toBe(cluster.scheduling.queues);
    expect(cluster.tryFindServingQueue('h800')).toBeUndefined();
  });

  test('serves as any ICluster', () => {
    const use = (cluster: ICluster): Bundle => {
      const bundle = new Bundle(cluster, 'Mine', { target: cluster });
      bundle.node.addDependency(cluster.certificates());
      return bundle;
    };
    const { stack, cluster } = clusterFixture();
    use(cluster);
    expect(unitOf(stack, 'cluster-mine').dependsOn).toContain('test/Cluster/CertManager');
  });

  test('writes valid Terraform, the same twice', () => {
    const { stack, cluster } = clusterFixture();
    cluster.pools.add('h800', poolOptions('h800'));
    expect(terraformOf(stack)).toStrictEqual(terraformOf(stack));
  });

  test.each(['v1.35', '1.35.4', '1', ''])('fails on the Kubernetes version %p', (kubernetesVersion) => {
    expect(() => clusterFixture({ kubernetesVersion })).toThrow(
      /AIC-2009 at test\/Cluster: kubernetesVersion is no minor version/,
    );
  });
});
