import { Construct } from 'constructs';
import { chartFrom } from '../../../catalog/chart-from';
import { CHARTS } from '../../../catalog/charts';
import { efaImage } from '../../../catalog/network-images';
import { PodSecurity } from '../../../contracts/cluster';
import { Chart } from '../../../core/chart';
import { addFact } from '../../../core/private/facts';
import { IFabricHost } from '../fabric-contract';

/** The device plugin of EFA on the nodes of one pool. */
export class EfaDevicePlugin extends Chart {
  constructor(scope: Construct, id: string, host: IFabricHost) {
    const { registries, namespaces, cloudFacts } = host.cluster;
    const image = registries.image(efaImage(cloudFacts.region));
    const colon = image.lastIndexOf(':');
    const secret = registries.pullSecretName;
    super(scope, id, {
      target: host.cluster,
      chart: chartFrom(CHARTS.awsEfaDevicePlugin, registries),
      releaseName: `fabric-${host.poolName}`,
      namespace: namespaces.ensure('efa-device-plugin', PodSecurity.PRIVILEGED),
      values: {
        image: { repository: image.slice(0, colon), tag: image.slice(colon + 1) },
        ...(secret === undefined ? {} : { imagePullSecrets: [{ name: secret }] }),
        nodeSelector: host.nodeLabels,
        tolerations: host.tolerations,
      },
    });
    addFact(this, 'images', () => ({ reference: image }));
  }
}
