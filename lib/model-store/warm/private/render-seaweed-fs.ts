import { identityConfig, ResolvedIdentity } from './seaweed-identities';
import { Toleration } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { shortHash } from '../../../core/private/names';
import { splitImage } from '../../../core/private/split-image';

/** Where the gateways find who may do what. */
export const IDENTITIES = { configMap: 'seaweedfs-identities', file: 'identities.json', folder: '/etc/identities' };

/** Everything the values of the chart depend on, but for buckets and identities. */
export interface ResolvedSeaweedFs {
  readonly image: string;
  readonly pullSecretName?: string;
  readonly servers: number;
  readonly copies: number;
  readonly diskSize: string;
  /** Empty for the cluster's default. */
  readonly storageClass: string;
  readonly nodeLabels?: { readonly [key: string]: string };
  readonly tolerations: readonly Toleration[];
  readonly encrypted: boolean;
}

/** The chart takes parts of a pod as text. */
const yaml = (value: unknown): string => JSON.stringify(value);
const yamlItems = (values: unknown[]): string => values.map((value) => `- ${yaml(value)}`).join('\n');

/** Nobody in particular. Disks are given to the group. */
const USER_ID = 65532;

const SECURITY: Manifest = {
  podSecurityContext: {
    enabled: true,
    runAsNonRoot: true,
    runAsUser: USER_ID,
    runAsGroup: USER_ID,
    fsGroup: USER_ID,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containerSecurityContext: {
    enabled: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
};

export function seaweedValues(
  storage: ResolvedSeaweedFs,
  buckets: readonly string[],
  identities: readonly ResolvedIdentity[],
): Manifest {
  const { repository, tag } = splitImage(storage.image);
  // Other servers of the same rack: the third digit.
  const replication = `00${storage.copies - 1}`;
  return {
    image: { repository, tag },
    global: {
      ...(storage.pullSecretName === undefined ? {} : { imagePullSecrets: storage.pullSecretName }),
      seaweedfs: {
        // Rights over the pods of all namespaces, for a migration of old releases.
        createClusterRole: false,
        automountServiceAccountToken: false,
      },
    },
    master: {
      replicas: storage.servers >= 3 ? 3 : 1,
      defaultReplication: replication,
      // Files of models are large: fewer and larger volumes than the chart's.
      volumeSizeLimitMB: 30_000,
      data: disk(storage, '1Gi'),
      logs: { type: '' },
      resources: requests('100m', '256Mi'),
      ...SECURITY,
    },
    volume: volumeServers(storage),
    filer: {
      // One: filers that keep their metadata in files agree late, and a reader would miss what was just written.
      replicas: 1,
      defaultReplicaPlacement: replication,
      encryptVolumeData: storage.encrypted,
      data: disk(storage, '25Gi'),
      logs: { type: '' },
      resources: requests('500m', '1Gi'),
      ...SECURITY,
    },
    s3: gateways(buckets, identities),
    // Masters, volume servers and the filer ask nobody for credentials: only pods of the release reach them.
    networkPolicy: {
      enabled: true,
      // From anywhere, since caches read from the network of their node: the gateways ask for credentials.
      components: { s3: { extraIngress: [{ ports: [{ protocol: 'TCP', port: 8333 }] }] } },
    },
  };
}

function volumeServers(storage: ResolvedSeaweedFs): Manifest {
  const { nodeLabels, tolerations } = storage;
  return {
    replicas: storage.servers,
    minFreeSpacePercent: 5,
    dataDirs: [{ name: 'data', ...disk(storage, storage.diskSize), maxVolumes: 0 }],
    // Its job has an image of its own, and rights over claims.
    resizeHook: { enabled: false },
    ...(nodeLabels === undefined ? {} : { nodeSelector: yaml(nodeLabels) }),
    ...(tolerations.length === 0 ? {} : { tolerations: yaml(tolerations) }),
    resources: requests('500m', '2Gi'),
    ...SECURITY,
  };
}

function gateways(buckets: readonly string[], identities: readonly ResolvedIdentity[]): Manifest {
  const { configMap, file, folder } = IDENTITIES;
  const fromSecret = (name: string, key: string): Manifest => ({ secretKeyRef: { name, key } });
  const variables = identities.flatMap(({ secret, variables: names }) => [
    [names.accessKeyId, fromSecret(secret.secretName, secret.accessKeyIdKey)],
    [names.secretAccessKey, fromSecret(secret.secretName, secret.secretAccessKeyKey)],
  ]);
  return {
    enabled: true,
    replicas: 2,
    // The chart would make keys of its own. With a file of identities, even an empty one, the gateways ask for keys.
    enableAuth: false,
    extraArgs: [`-config=${folder}/${file}`],
    extraEnvironmentVars: Object.fromEntries(variables) as Manifest,
    extraVolumes: yamlItems([{ name: 'identities', configMap: { name: configMap } }]),
    extraVolumeMounts: yamlItems([{ name: 'identities', mountPath: folder, readOnly: true }]),
    podAnnotations: { 'checksum/identities': shortHash(identityConfig(identities), 16) },
    createBuckets: buckets.map((name) => ({ name })),
    createBucketsHook: { resources: requests('100m', '128Mi') },
    logs: { type: '' },
    resources: requests('500m', '512Mi'),
    ...SECURITY,
  };
}

function disk(storage: ResolvedSeaweedFs, size: string): Manifest {
  return { type: 'persistentVolumeClaim', size, storageClass: storage.storageClass };
}

function requests(cpu: string, memory: string): Manifest {
  return { requests: { cpu, memory } };
}
