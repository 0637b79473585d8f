import { Construct } from 'constructs';
import { CHARTS } from '../../catalog/charts';
import { CERT_MANAGER_IMAGES } from '../../catalog/images';
import { chartFrom } from '../../catalog/chart-from';
import { ICluster, IRegistries, PodSecurity } from '../../contracts/cluster';
import { Chart } from '../../core/chart';
import { addFact } from '../../core/private/facts';
import { Manifest } from '../../core/private/manifest-member';

/** Certificates for the webhooks of other software. Its CRDs stay when it goes, and with them users' certificates. */
export class CertManager extends Chart {
  constructor(scope: Construct, id: string, cluster: ICluster) {
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.certManager, cluster.registries),
      releaseName: 'cert-manager',
      namespace: cluster.namespaces.ensure('cert-manager', PodSecurity.RESTRICTED),
      values: renderCertManager(cluster.registries),
    });
    const references = CERT_MANAGER_IMAGES.map((image) => cluster.registries.image(image));
    addFact(this, 'images', () => references.map((reference) => ({ reference })));
  }
}

function renderCertManager(registries: IRegistries): Manifest {
  const { pullSecretName: name } = registries;
  return {
    crds: { enabled: true, keep: true },
    ...(registries.registryFor('quay.io') === 'quay.io' ? {} : { imageRegistry: registries.registryFor('quay.io') }),
    ...(name === undefined ? {} : { global: { imagePullSecrets: [{ name }] } }),
  };
}
