import {
  CosiBucketClaim,
  CosiBucketClaimProps,
  ObjectBucketClaim,
  ObjectBucketClaimProps,
  SecretReference,
  Size,
  WarmTier,
} from '../../../lib';
import { blueprintOf, manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';

const KEEP = { 'helm.sh/resource-policy': 'keep' };

function claimOf(fixture: Fixture, props: Partial<ObjectBucketClaimProps> = {}): ObjectBucketClaim {
  return new ObjectBucketClaim(fixture.stack, 'Bucket', {
    cluster: fixture.cluster,
    bucketName: 'acme-models',
    storageClass: 'ceph-bucket',
    endpoint: 'http://rook-ceph-rgw-models.rook-ceph.svc',
    ...props,
  });
}

function claimWith(props: Partial<ObjectBucketClaimProps> = {}): any {
  const fixture = new Fixture();
  claimOf(fixture, props);
  return manifestsOf(fixture.stack)['ObjectBucketClaim/acme-models'];
}

function cosiWith(props: Partial<CosiBucketClaimProps> = {}): { claim: any; access: any; made: CosiBucketClaim } {
  const { stack, cluster } = new Fixture();
  const classes = { bucketClass: 'fast', accessClass: 'keys' };
  const made = new CosiBucketClaim(stack, 'Scratch', { cluster, claimName: 'scratch', ...classes, ...props });
  const manifests = manifestsOf(stack);
  return { claim: manifests['BucketClaim/scratch'], access: manifests['BucketAccess/scratch'], made };
}

describe('a claim of Rook', () => {
  test('asks for a bucket of a known name, and stays when it is taken out', () => {
    expect(claimWith()).toStrictEqual({
      apiVersion: 'objectbucket.io/v1alpha1',
      kind: 'ObjectBucketClaim',
      metadata: { name: 'acme-models', namespace: 'models', annotations: KEEP },
      spec: { bucketName: 'acme-models', storageClassName: 'ceph-bucket' },
    });
    expect(claimWith({ deletionProtection: false }).metadata.annotations).toBeUndefined();
  });

  test('is of the namespace and the size that are given', () => {
    expect(claimWith({ namespace: 'llm' }).metadata.namespace).toBe('llm');
    expect(claimWith({ maxSize: Size.tebibytes(20) }).spec.additionalConfig).toStrictEqual({ maxSize: '20Ti' });
  });

  test('holds models warm, with the keys that the operator makes', () => {
    const fixture = new Fixture();
    fixture.store({ warm: WarmTier.ofBucket(claimOf(fixture)) }).add('qwen3-32b', QWEN);
    const mount = manifestsOf(fixture.stack)['Dataset/qwen3-32b'].spec.mounts[0];
    expect(mount.options['alluxio.underfs.s3.endpoint']).toBe('http://rook-ceph-rgw-models.rook-ceph.svc');
    expect(mount.encryptOptions.map((o: any) => o.valueFrom.secretKeyRef)).toStrictEqual([
      { name: 'acme-models', key: 'AWS_ACCESS_KEY_ID' },
      { name: 'acme-models', key: 'AWS_SECRET_ACCESS_KEY' },
    ]);
    const model = blueprintOf(fixture.stack).units.find((u: any) => u.releaseName === 'model-qwen3-32b');
    expect(model.dependsOn).toContain('test/Bucket/Resource');
  });

  test('fails in another namespace than the models, unless its keys are there too', () => {
    const fixture = new Fixture();
    const bucket = claimOf(fixture, { namespace: 'ceph' });
    const store = fixture.store({ warm: WarmTier.ofBucket(bucket) });
    expect(() => store.add('qwen3-32b', QWEN)).toThrow(
      /AIC-3244 at test\/Models\/qwen3-32b: the keys of the bucket are in another namespace; got 'ceph'/,
    );
    const copied = WarmTier.ofBucket(bucket, { credentials: SecretReference.named('copied') });
    expect(fixture.store({ warm: copied }, 'Other').add('m', QWEN).claimName).toBe('m');
  });

  test('fails on names that are none', () => {
    expect(() => claimWith({ bucketName: 'A' })).toThrow(/AIC-3004/);
    expect(() => claimWith({ bucketName: 'acme.models' })).toThrow(/the name of the bucket and its claim/);
    expect(() => claimWith({ endpoint: 'http://a/b' })).toThrow(/AIC-3005/);
    expect(() => claimWith({ storageClass: 'a_b' })).toThrow(/the storage class/);
  });
});

describe('a claim of COSI', () => {
  test('asks for a bucket and access to it, and both stay when they are taken out', () => {
    const { claim, access, made } = cosiWith();
    expect(claim.spec).toStrictEqual({ bucketClassName: 'fast', protocols: ['S3'] });
    expect(access.spec).toStrictEqual({
      bucketAccessClassName: 'keys',
      bucketClaimName: 'scratch',
      credentialsSecretName: 'scratch',
      protocol: 'S3',
    });
    for (const { metadata } of [claim, access])
      expect(metadata).toStrictEqual({ name: 'scratch', namespace: 'models', annotations: KEEP });
    expect([made.namespace, made.secretName]).toStrictEqual(['models', 'scratch']);
  });

  test('goes when it may, from the namespace that is given', () => {
    const { claim, access } = cosiWith({ deletionProtection: false, namespace: 'jobs' });
    for (const { metadata } of [claim, access]) expect(metadata).toStrictEqual({ name: 'scratch', namespace: 'jobs' });
  });

  test.each([{ claimName: 'A' }, { bucketClass: 'a b' }, { accessClass: '' }])('fails on the name %p', (props) => {
    expect(() => cosiWith(props)).toThrow(/the (name of the claim|bucket class|access class)/);
  });
});
