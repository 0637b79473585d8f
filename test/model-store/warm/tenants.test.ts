import {
  ModelStoreNetwork,
  ModelStoreNetworkProps,
  NetworkDestination,
  SecretReference,
  TieredModelStore,
  WarmFileSystem,
  WarmTier,
} from '../../../lib';
import { manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, minio, QWEN } from '../fixture';

const ACME = SecretReference.named('acme-models');

const warningsOf = (store: TieredModelStore): string[] =>
  store.node.metadata.map(({ data }) => String(data)).filter((text) => text.startsWith('AIC-3247'));

describe('a tenant', () => {
  test('has a path and credentials of its own in the same bucket', () => {
    const fixture = new Fixture();
    const warm = minio({ pathPrefix: 'tenants' }).forTenant('acme', { credentials: ACME });
    const store = fixture.store({ warm, namespace: 'acme' });
    store.add('qwen3-32b', QWEN);
    const { spec, metadata } = manifestsOf(fixture.stack)['Dataset/qwen3-32b'];
    expect(metadata.namespace).toBe('acme');
    expect(spec.mounts[0].mountPoint).toBe('s3://acme-models/tenants/acme/qwen3-32b/2025-05-01');
    expect(spec.mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name).toBe('acme-models');
    expect(minio().forTenant('acme', { credentials: ACME }).pathPrefix).toBe('acme');
  });

  test('does not get what opens the bucket for the jobs of all', () => {
    const jobs = SecretReference.named('writer');
    const all = minio({ jobCredentials: jobs });
    expect(all.forTenant('acme', { credentials: ACME })._bucket?.jobCredentials).toBeUndefined();
    const own = all.forTenant('acme', { credentials: ACME, jobCredentials: CREDENTIALS });
    expect(own._bucket?.jobCredentials).toBe(CREDENTIALS);
    expect(own.credentials).toBe(ACME);
  });

  test('has a path of its own in a file system, which knows no credentials', () => {
    const files = WarmTier.fileSystem(WarmFileSystem.existingClaim('pfs'), { pathPrefix: 'models' });
    expect(files.forTenant('acme').pathPrefix).toBe('models/acme');
  });

  test('fails without credentials of its own', () => {
    expect(() => minio().forTenant('acme')).toThrow(/^AIC-3248: a tenant of a bucket has no credentials of its own/);
  });

  test('fails on a path that is none', () => {
    expect(() => minio().forTenant('../b', { credentials: ACME })).toThrow(/^AIC-3003/);
  });
});

describe('two stores over one bucket', () => {
  const warned = (first: string | undefined, second: string | undefined, namespaces = ['a', 'b']): string[] => {
    const fixture = new Fixture();
    fixture.store({ warm: minio({ pathPrefix: first }), namespace: namespaces[0] }, 'A');
    return warningsOf(fixture.store({ warm: minio({ pathPrefix: second }), namespace: namespaces[1] }, 'B'));
  };

  test.each([
    ['a', 'a'],
    [undefined, 'a'],
    ['a', undefined],
    ['t/a', 't'],
  ])('are warned about when one path holds the other: %p and %p', (first, second) => {
    expect(warned(first, second)).toStrictEqual([
      expect.stringMatching(/is read in the namespace b, .* in a by test\/A/),
    ]);
  });

  test('are tenants of their own below paths beside one another', () => {
    expect(warned('t/a', 't/b')).toStrictEqual([]);
    expect(warned('t/a', 't/ab')).toStrictEqual([]);
  });

  test('are one tenant in one namespace', () => {
    expect(warned('a', 'a', ['a', 'a'])).toStrictEqual([]);
  });

  test('are two buckets when their endpoints differ', () => {
    const fixture = new Fixture();
    fixture.store({ namespace: 'a' }, 'A');
    expect(warningsOf(fixture.store({ warm: minio({ endpoint: 'other:9000' }), namespace: 'b' }, 'B'))).toStrictEqual(
      [],
    );
  });
});

describe('the network of a store', () => {
  function policyWith(props: Partial<ModelStoreNetworkProps> = {}): any {
    const fixture = new Fixture();
    const store = fixture.store({ namespace: 'llm' });
    new ModelStoreNetwork(fixture.stack, 'Network', {
      store,
      destinations: [NetworkDestination.cidr('10.20.0.0/16', 443), NetworkDestination.namespace('seaweedfs', 8333)],
      apiServer: NetworkDestination.cidr('10.0.0.10/32', 6443),
      nodes: ['10.0.0.0/16'],
      ...props,
    });
    return manifestsOf(fixture.stack)['NetworkPolicy/model-store'];
  }

  const inNamespace = (name: string): any => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });

  test('is closed for all pods of the namespace, but for what is named', () => {
    const { metadata, spec } = policyWith();
    expect(metadata.namespace).toBe('llm');
    expect(spec).toStrictEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [
        { to: [{ podSelector: {} }] },
        {
          to: [{ ...inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
        { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }] },
        { to: [{ ipBlock: { cidr: '10.0.0.10/32' } }], ports: [{ protocol: 'TCP', port: 6443 }] },
        { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ protocol: 'TCP', port: 443 }] },
        { to: [inNamespace('seaweedfs')], ports: [{ protocol: 'TCP', port: 8333 }] },
      ],
    });
  });

  test('names who is at the other end in every rule', () => {
    const { ingress, egress } = policyWith({ nodes: [], destinations: [] }).spec;
    expect(ingress.every(({ from }: any) => from.length > 0)).toBe(true);
    expect(egress.every(({ to }: any) => to.length > 0)).toBe(true);
    expect(egress).toHaveLength(3);
  });

  test('lets the clients of servers in', () => {
    expect(policyWith({ clients: ['web', 'agents', 'web'] }).spec.ingress[0].from).toStrictEqual([
      { podSelector: {} },
      inNamespace('agents'),
      inNamespace('web'),
    ]);
  });

  test('is the same whatever the order', () => {
    const destinations = [NetworkDestination.namespace('b', 1), NetworkDestination.cidr('10.1.0.0/16', 2)];
    const nodes = ['fd00::/64', '10.9.0.0/16'];
    expect(policyWith({ destinations: [...destinations].reverse(), nodes: [...nodes].reverse() })).toStrictEqual(
      policyWith({ destinations, nodes }),
    );
  });

  test.each([
    '10.0.0.0',
    '10.0.0/16',
    '10.0.0.0/33',
    'fd00::/129',
    'cos.myqcloud.com',
    '',
    '10.0.0.0/16/8',
    '10.0.0.0/',
  ])('fails on the range %p', (range) => {
    expect(() => NetworkDestination.cidr(range, 443)).toThrow(/^AIC-3245: the range of addresses is not usable/);
    expect(() => policyWith({ nodes: [range] })).toThrow(/AIC-3245/);
  });

  test.each([0, 65536, 1.5, NaN])('fails on the port %p', (port) => {
    expect(() => NetworkDestination.namespace('a', port)).toThrow(/^AIC-3246: the port is no port/);
  });

  test('fails on a namespace that is none', () => {
    expect(() => NetworkDestination.namespace('A', 1)).toThrow(/the namespace/);
    expect(() => policyWith({ clients: ['a_b'] })).toThrow(/the namespace/);
  });
});
