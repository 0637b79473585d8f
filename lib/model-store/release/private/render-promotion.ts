import { IConstruct } from 'constructs';
import { bucketOf, candidatePath, releasedPath } from './release-paths';
import { PROMOTE } from './release-scripts';
import { MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { Manifest } from '../../../core/private/manifest-member';
import { rcloneEnvironment, rclonePath } from '../../moving/private/rclone';
import { renderTransferJob, TransferStep } from '../../moving/private/render-transfer-job';
import { hashed } from '../../private/hashed';
import { serviceAccountOf } from '../../warm/private/access';
import { ResolvedBucket } from '../../warm/private/resolve-warm';
import type { ModelPromotionProps } from '../model-promotion';

/** Seconds that the copy within the bucket may take once it runs. */
const DEADLINE = 6 * 3600;

/** What a promotion consists of. */
export interface RenderedPromotion {
  readonly job: Manifest;
  readonly role: Manifest;
  readonly binding: Manifest;
}

export function renderPromotion(scope: IConstruct, props: ModelPromotionProps): RenderedPromotion {
  const { store, modelName, version, approvers } = props;
  const { cluster, namespace } = store;
  const bucket = bucketOf(scope, store);
  const step = releaseStep('promote', cluster.registries.image(MODEL_STORE_IMAGES.rclone), PROMOTE, bucket, {
    SOURCE: rclonePath('warm', bucket, candidatePath(props)),
    TARGET: rclonePath('warm', bucket, releasedPath(props)),
  });
  const name = hashed(`promote-${modelName}-${version.replace(/\./g, '-')}`, step, 63);
  const metadata = { name, namespace };
  return {
    job: renderTransferJob({
      ...metadata,
      steps: [step],
      volumes: TEMPORARY,
      serviceAccountName: serviceAccountOf(bucket.jobAccess),
      pullSecretName: cluster.registries.pullSecretName,
      deadlineSeconds: DEADLINE,
      retries: 3,
      isSuspended: true,
    }),
    role: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: ['batch'], resources: ['jobs'], resourceNames: [name], verbs: ['get', 'patch'] }],
    },
    binding: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: approvers }],
    },
  };
}

/** What a script needs that makes a directory for its work. */
export const TEMPORARY: Manifest[] = [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }];

/** A script that opens the bucket as jobs do. */
export function releaseStep(
  name: string,
  image: string,
  script: string,
  bucket: ResolvedBucket,
  environment: { readonly [name: string]: string },
): TransferStep {
  return {
    name,
    image,
    command: ['sh', '-ec', script],
    environment: [
      ...rcloneEnvironment('warm', bucket),
      ...Object.entries({ LC_ALL: 'C', ...environment }).map(([key, value]) => ({ name: key, value })),
    ],
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    requests: { cpu: '200m', memory: '256Mi' },
    limits: { cpu: '2', memory: '2Gi' },
  };
}
