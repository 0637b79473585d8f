import { Construct, IDependable } from 'constructs';
import type { LocalVolumes } from './local-volumes';
import { IVolume } from '../../contracts/volume';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail, prose } from '../../core/private/fail';
import { checkDnsLabel, dnsLabel } from '../../core/private/names';
import { Size } from '../../units/size';

/** What is claimed of local volumes. */
export interface LocalVolumeClaimOptions {
  /** Namespace of the pods that use it. It exists. */
  readonly namespace: string;

  /** Space. Of mounted disks, the smallest that has it is taken, whole. */
  readonly size: Size;
}

/**
 * A place on a disk of one node, for pods to work in. It is made where its first pod runs, and pods that use it later run
 * there too. Made by `volumes.claim()`.
 *
 * @example
 * import { LocalVolumes, Size } from 'cdktf-ai-cloud';
 *
 * declare const scratch: LocalVolumes;
 * const workspace = scratch.claim('workspace', { namespace: 'research', size: Size.gibibytes(500) });
 * const claimName = workspace.claimName;
 */
export class LocalVolumeClaim extends Construct implements IVolume {
  /** Makes it; use `volumes.claim()`. @internal */
  public static _make(volumes: LocalVolumes, name: string, options: LocalVolumeClaimOptions): LocalVolumeClaim {
    return new LocalVolumeClaim(volumes, name, options);
  }

  /** Namespace of the claim. */
  public readonly namespace: string;
  /** Name of the PersistentVolumeClaim. */
  public readonly claimName: string;
  /** Pods have all of it. */
  public readonly pathInClaim: string = '';
  /** Pods write to it. */
  public readonly readOnly: boolean = false;
  /** Pods need no label: the volume itself says where they run. */
  public readonly podLabels: { [key: string]: string } = {};
  /** The claim exists; the volume is made when the first pod runs. */
  public readonly ready: IDependable;

  private constructor(volumes: LocalVolumes, name: string, options: LocalVolumeClaimOptions) {
    const { namespace, size } = options;
    checkDnsLabel(volumes, 'the name of the claim', name);
    super(volumes, `${namespace}.${name}`);
    this.namespace = checkDnsLabel(this, 'the namespace', namespace);
    this.claimName = name;
    if (size.inBytes === 0) {
      throw fail(this, {
        code: 'AIC-3218',
        what: 'the claim asks for no space',
        got: prose(size.toString()),
        want: 'the space that its pods need',
        fix: 'Write size: Size.gibibytes(500).',
      });
    }
    const bundle = new Bundle(this, 'Resource', {
      target: volumes.cluster,
      releaseName: dnsLabel(`claim-${name}.${namespace}`, 53),
      // Bound when a pod uses it, and not before.
      wait: false,
    });
    bundle.node.addDependency(volumes.ready);
    new KubernetesObject(bundle, 'Claim', {
      manifest: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: size.toQuantity() } },
          storageClassName: volumes.storageClassName,
        },
      },
    });
    this.ready = bundle;
  }
}
