import { IDependable } from 'constructs';
import { FABRIC_NAMESPACE } from './pool-nodes';
import { Expectation } from './preflight-script';
import { renderPreflight } from './render-preflight';
import { IMAGES } from '../../../catalog/images';
import { PodSecurity } from '../../../contracts/cluster';
import { FabricAttachment } from '../../../contracts/pool';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { IFabricHost } from '../fabric-contract';

/**
 * A job that proves on every node what the fabric promises, after what the fabric installs. Where a provisioner makes the
 * nodes there is none: it would have all of them made, and paid for, to look at them.
 */
export function addPreflight(
  host: IFabricHost,
  attachment: FabricAttachment,
  expectation: Expectation,
  after: IDependable | undefined,
): void {
  if (host.nodesComeAndGo) return;
  const { registries, namespaces } = host.cluster;
  const isOwn = host.cloudRdma === undefined;
  const level = isOwn || attachment.hostNetwork === true ? PodSecurity.PRIVILEGED : PodSecurity.RESTRICTED;
  const bundle = new Bundle(host.scope, 'Preflight', {
    target: host.cluster,
    releaseName: `preflight-${host.poolName}`,
  });
  if (after !== undefined) bundle.node.addDependency(after);
  new KubernetesObject(bundle, 'Job', {
    manifest: renderPreflight({
      pool: host,
      attachment,
      expectation,
      namespace: namespaces.ensure(FABRIC_NAMESPACE, level),
      image: registries.image(IMAGES.busybox),
      pullSecretName: registries.pullSecretName,
    }),
  });
}
