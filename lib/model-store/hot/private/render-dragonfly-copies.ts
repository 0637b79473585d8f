import { renderClaimedVolume } from './render-claimed-volume';
import { CachedFiles, RenderedCache } from './engine';
import { renderLocalVolume } from './render-local-models';
import { IMAGES } from '../../../catalog/images';
import { DRAGONFLY_IMAGES } from '../../../catalog/model-store-images';
import { IRegistries } from '../../../contracts/cluster';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel, shortHash } from '../../../core/private/names';
import { Size } from '../../../units/size';
import { SOCKET_DIRECTORY } from '../../distribution/private/dragonfly-context';
import { nodeSelectorTermsOf, nodesOf, tolerationsOf } from '../../fluid/private/render-dataset';
import { SecretAccess } from '../../warm/private/access';
import { ResolvedBucket } from '../../warm/private/resolve-warm';

/** What is copied, whence and whither. */
export interface Copies {
  readonly files: CachedFiles;
  readonly bucket: ResolvedBucket;
  readonly keys: SecretAccess;
  readonly url: string;
  readonly directory: string;
}

export function renderCopies(copies: Copies, registries: IRegistries): RenderedCache {
  const { files, url, directory } = copies;
  // Another source is another directory and another claim: nobody reads one while it changes.
  const name = `${files.name}-${shortHash(JSON.stringify([url, copies.bucket.endpoint]))}`;
  const target = `${directory}/${files.namespace}-${name}`;
  const storage = Size.bytes(files.bytesPerNode).toQuantity();
  const volumeName = dnsLabel(`${files.namespace}-${name}`, 253);
  return {
    claimName: name,
    pathInClaim: '',
    podLabels: {},
    sourceUrl: url,
    load: {
      kind: 'by-itself',
      done: {
        resource: 'daemonsets.apps',
        name,
        namespace: files.namespace,
        jsonPath: `{.status.numberReady}=${nodesOf(files.pools)}`,
      },
    },
    objects: [
      { id: 'Copies', manifest: renderDaemonSet(copies, name, target, registries) },
      ...renderClaimedVolume(
        { name, namespace: files.namespace },
        volumeName,
        renderLocalVolume(files.pools, target, storage, 'ReadOnlyMany'),
        storage,
      ),
    ],
  };
}

/** A copy appears under its name when it is whole. */
const COPY = `set -eu
[ ! -e "$TARGET" ] || exit 0
rm -rf "$TARGET.part"
mkdir -p "$TARGET.part"
dfget "$SOURCE" --recursive --output "$TARGET.part/" --endpoint "$SOCKET"
[ -n "$(ls -A "$TARGET.part")" ]
mv "$TARGET.part" "$TARGET"
`;

function renderDaemonSet(copies: Copies, name: string, target: string, registries: IRegistries): Manifest {
  const { files, directory } = copies;
  const labels = { 'app.kubernetes.io/name': 'dragonfly-copies', 'app.kubernetes.io/instance': name };
  const security = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: files.namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      // All at once: the more nodes ask, the more hand on.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
      template: {
        metadata: { labels },
        spec: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: nodeSelectorTermsOf(files.pools),
              },
            },
          },
          tolerations: tolerationsOf(files.pools),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          ...(files.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: files.pullSecretName }] }),
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          initContainers: [
            {
              name: 'copy',
              image: registries.image(DRAGONFLY_IMAGES.client),
              command: ['/bin/sh', '-c', COPY],
              env: environment(copies, target),
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
              // The directory belongs to the root of the node.
              securityContext: { ...security, runAsUser: 0 },
              volumeMounts: [
                { name: 'copies', mountPath: directory },
                { name: 'socket', mountPath: SOCKET_DIRECTORY },
                { name: 'logs', mountPath: '/var/log/dragonfly' },
              ],
            },
          ],
          containers: [
            {
              name: 'done',
              image: registries.image(IMAGES.busybox),
              command: ['sh', '-c', 'trap exit TERM; sleep infinity & wait'],
              resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '16Mi' } },
              securityContext: { ...security, runAsNonRoot: true, runAsUser: 65532 },
            },
          ],
          volumes: [
            { name: 'copies', hostPath: { path: directory, type: 'DirectoryOrCreate' } },
            { name: 'socket', hostPath: { path: SOCKET_DIRECTORY, type: 'Directory' } },
            { name: 'logs', emptyDir: { sizeLimit: '64Mi' } },
          ],
        },
      },
    },
  };
}

/** @see https://github.com/dragonflyoss/client/blob/v1.4.0/dragonfly-client/src/bin/dfget/main.rs */
function environment({ bucket, keys, url }: Copies, target: string): Manifest[] {
  const secret = (key: string): Manifest => ({ valueFrom: { secretKeyRef: { name: keys.secretName, key } } });
  return [
    { name: 'DFGET_CONSOLE', value: 'true' },
    { name: 'DFGET_MAX_FILES', value: '10000' },
    { name: 'DFGET_NO_PROGRESS', value: 'true' },
    { name: 'DFGET_STORAGE_ACCESS_KEY_ID', ...secret(keys.accessKeyIdKey) },
    { name: 'DFGET_STORAGE_ACCESS_KEY_SECRET', ...secret(keys.secretAccessKeyKey) },
    // The S3 API of OSS has a host of its own; Dragonfly speaks that of OSS.
    { name: 'DFGET_STORAGE_ENDPOINT', value: bucket.endpoint.replace('://s3.oss-', '://oss-') },
    ...(bucket.region === undefined ? [] : [{ name: 'DFGET_STORAGE_REGION', value: bucket.region }]),
    { name: 'DFGET_TIMEOUT', value: '24h' },
    { name: 'SOCKET', value: `${SOCKET_DIRECTORY}/dfdaemon.sock` },
    { name: 'SOURCE', value: url },
    { name: 'TARGET', value: target },
  ];
}
