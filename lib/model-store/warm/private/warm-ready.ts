import { Construct, IConstruct, IDependable } from 'constructs';
import { IdentityAccess } from './access';
import { handleOf, isOfAnotherCloud, renderWarmVolume, ResolvedVolume, WarmVolume, warmVolume } from './file-system';
import { ICluster } from '../../../contracts/cluster';
import { Bundle } from '../../../core/bundle';
import { fail } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';
import { templateOf } from '../../../core/private/terraform-json';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { WarmTier } from '../warm-tier';

/**
 * What must be there before anything in a namespace reads the warm tier: the bucket, the claim of a file system, accounts
 * with an identity. Made by the first who asks, below the cluster, and shared by all stores.
 */
export function warmReady(scope: IConstruct, cluster: ICluster, namespace: string, warm: WarmTier): IDependable[] {
  const bucket = warm._bucket;
  checkSecretNamespace(scope, namespace, bucket?.secretNamespace);
  const mounted = warm._files?.fileSystem._mounted;
  const accesses = [bucket?.credentials, bucket?.jobCredentials].map((credentials) => credentials?._access);
  return [
    ...(bucket?.bucketReady === undefined ? [] : [bucket.bucketReady]),
    ...accesses.flatMap((access) =>
      access?.kind === 'identity' ? [serviceAccountReady(scope, cluster, namespace, access)] : [],
    ),
    ...(mounted?.kind === 'volume'
      ? [volumeReady(scope, cluster, namespace, mounted, warm._files?.writable ?? false)]
      : []),
  ];
}

function checkSecretNamespace(scope: IConstruct, namespace: string, only: string | undefined): void {
  if (only === undefined || only === namespace) return;
  throw fail(scope, {
    code: 'AIC-3244',
    what: 'the keys of the bucket are in another namespace',
    got: only,
    want: `${namespace}, where the models are`,
    fix: `Claim the bucket in ${namespace}, or copy its Secret there and give it: credentials: SecretReference.named(…).`,
  });
}

const annotationsOf = new WeakMap<IConstruct, string>();

/** The ServiceAccount of an identity, in a namespace that exists. */
export function serviceAccountReady(
  scope: IConstruct,
  cluster: ICluster,
  namespace: string,
  access: IdentityAccess,
): IDependable {
  const { serviceAccountName: name, annotations } = access;
  const id = `Identity-${namespace}-${name}`;
  const wanted = JSON.stringify(annotations);
  const existing = cluster.node.tryFindChild(id);
  if (existing !== undefined) {
    if (annotationsOf.get(existing) === wanted) return existing;
    throw fail(scope, {
      code: 'AIC-3237',
      what: `the ServiceAccount ${name} would have two identities in the namespace ${namespace}`,
      got: annotations,
      want: `${annotationsOf.get(existing)}, as it has already`,
      fix: "Give one of them a serviceAccountName of its own: WorkloadIdentity.awsRole(…, { serviceAccountName: 'writers' }).",
    });
  }
  const bundle = new Bundle(cluster as Construct, id, {
    target: cluster,
    releaseName: dnsLabel(`identity-${name}.${namespace}`, 53),
  });
  new KubernetesObject(bundle, 'Resource', {
    manifest: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, annotations },
      // Pods get the token of the cloud, and none for the API server.
      automountServiceAccountToken: false,
    },
  });
  annotationsOf.set(bundle, wanted);
  return bundle;
}

/** Handles of volumes that have a claim, by their drivers. */
const handles = new WeakMap<IConstruct, Map<string, string>>();

function volumeReady(
  scope: IConstruct,
  cluster: ICluster,
  namespace: string,
  volume: ResolvedVolume,
  isWritable: boolean,
): IDependable {
  const warm = warmVolume(namespace, volume, isWritable);
  const id = `Warm-${warm.volumeName}`;
  const existing = cluster.node.tryFindChild(id);
  const source = sourceAsWritten(scope, volume);
  if (existing !== undefined) {
    if (sourcesOf.get(existing) !== source) throw alike(scope, namespace, warm);
    return existing;
  }
  checkVolume(scope, cluster, warm);
  const bundle = new Bundle(cluster as Construct, id, {
    target: cluster,
    releaseName: dnsLabel(`warm-${warm.volumeName}`, 53),
    wait: true,
  });
  const manifests = renderWarmVolume(warm);
  new KubernetesObject(bundle, 'Volume', { manifest: manifests.volume });
  new KubernetesObject(bundle, 'Claim', { manifest: manifests.claim });
  sourcesOf.set(bundle, source);
  return bundle;
}

/** What each volume stands for, with the addresses of what Terraform tells. */
const sourcesOf = new WeakMap<IConstruct, string>();

function sourceAsWritten(scope: IConstruct, { source }: ResolvedVolume): string {
  return JSON.stringify(source, (_key, value: unknown) =>
    typeof value === 'string' ? templateOf(scope, value) : value,
  );
}

/** Names do not depend on what is known after apply: the second would be read from the first. */
function alike(scope: IConstruct, namespace: string, { claimName }: WarmVolume): Error {
  return fail(scope, {
    code: 'AIC-3249',
    what: 'two file systems differ only in what Terraform knows after apply',
    got: `${claimName} for both, in ${namespace}`,
    want: 'a claim of its own for each',
    fix: 'Give one of them another capacity, as capacity: Size.tebibytes(2), or its store another namespace.',
  });
}

function checkVolume(scope: IConstruct, cluster: ICluster, warm: WarmVolume): void {
  const { volume, volumeName } = warm;
  if (isOfAnotherCloud(cluster, volume)) {
    throw fail(scope, {
      code: 'AIC-3238',
      what: 'the file system is of another cloud than the cluster',
      got: volume.cloud,
      want: `one of ${cluster.cloudFacts.name}, whose CSI driver the cluster has`,
      fix: 'Take the file system of the cloud, WarmFileSystem.nfs(), or WarmFileSystem.csi() with a driver that you install.',
    });
  }
  const handle = handleOf(warm);
  if (handle === undefined || volume.source.kind !== 'csi') return;
  const known = handles.get(cluster) ?? new Map<string, string>();
  handles.set(cluster, known);
  const key = `${volume.source.driver}^${handle}`;
  const other = known.get(key);
  if (other !== undefined) {
    throw fail(scope, {
      code: 'AIC-3239',
      what: 'one volume has two PersistentVolumes',
      got: `${other} and ${volumeName}, both ${handle}`,
      want: 'one: a node mounts a volume by its handle, and pods of the second one never start',
      fix: 'Use one namespace, and one WarmFileSystem for all stores in it.',
    });
  }
  known.set(key, volumeName);
}
