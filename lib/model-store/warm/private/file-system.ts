import { ICluster } from '../../../contracts/cluster';
import { Manifest } from '../../../core/private/manifest-member';
import { hashed } from '../../private/hashed';

/** What a PersistentVolume stands for. */
export type VolumeSource =
  | { readonly kind: 'nfs'; readonly server: string; readonly path: string }
  | {
      readonly kind: 'csi';
      readonly driver: string;
      /** The name of the PersistentVolume when there is none. */
      readonly volumeHandle?: string;
      readonly attributes: { readonly [name: string]: string };
    };

/** A file system that gets a claim. */
export interface ResolvedVolume {
  readonly kind: 'volume';
  readonly source: VolumeSource;
  readonly capacity: string;
  readonly mountOptions: readonly string[];
  /** The only cloud that has it; undefined when any may. */
  readonly cloud?: string;
}

/** A claim that exists. */
export interface ExistingClaim {
  readonly kind: 'claim';
  readonly claimName: string;
}

export type ResolvedMounted = ResolvedVolume | ExistingClaim;

/** A volume in the namespace of the models: a change of what it is makes another, since Kubernetes changes none. */
export interface WarmVolume {
  readonly volumeName: string;
  readonly claimName: string;
  readonly namespace: string;
  readonly volume: ResolvedVolume;
  readonly isWritable: boolean;
}

export function claimNameOf(mounted: ResolvedMounted, isWritable: boolean): string {
  if (mounted.kind === 'claim') return mounted.claimName;
  return hashed('warm', [mounted.source, mounted.capacity, mounted.mountOptions, isWritable], 63);
}

export function handleOf({ volume, volumeName }: WarmVolume): string | undefined {
  return volume.source.kind === 'csi' ? (volume.source.volumeHandle ?? volumeName) : undefined;
}

/** Every node may mount it; nobody but what asks for that may write. Data stays whatever becomes of the claim. */
export function renderWarmVolume(warm: WarmVolume): { volume: Manifest; claim: Manifest } {
  const { volumeName, claimName, namespace, volume } = warm;
  const shared = { accessModes: ['ReadWriteMany'], storageClassName: '' };
  return {
    volume: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volumeName },
      spec: {
        ...shared,
        capacity: { storage: volume.capacity },
        persistentVolumeReclaimPolicy: 'Retain',
        ...(volume.mountOptions.length === 0 ? {} : { mountOptions: [...volume.mountOptions] }),
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claimName, namespace },
        ...sourceOf(warm),
      },
    },
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claimName, namespace },
      spec: { ...shared, volumeName, resources: { requests: { storage: volume.capacity } } },
    },
  };
}

function sourceOf(warm: WarmVolume): Manifest {
  const { source } = warm.volume;
  const readOnly = warm.isWritable ? {} : { readOnly: true };
  if (source.kind === 'nfs') return { nfs: { server: source.server, path: source.path, ...readOnly } };
  const { driver, attributes } = source;
  return { csi: { driver, volumeHandle: handleOf(warm), ...readOnly, volumeAttributes: { ...attributes } } };
}

/** Which cluster-wide name a volume of a namespace has. */
export function warmVolume(namespace: string, volume: ResolvedVolume, isWritable: boolean): WarmVolume {
  const claimName = claimNameOf(volume, isWritable);
  return { volumeName: `${namespace}-${claimName}`, claimName, namespace, volume, isWritable };
}

/** Clouds whose profile says which file systems they have. */
export const CLOUDS_WITH_FILES = ['alibaba', 'aws-china', 'baidu', 'tencent'];

export function isOfAnotherCloud(cluster: ICluster, volume: ResolvedVolume): boolean {
  const { name } = cluster.cloudFacts;
  return volume.cloud !== undefined && name !== volume.cloud && CLOUDS_WITH_FILES.includes(name);
}
