import { Construct } from 'constructs';
import { chartImages, FluidEngine, runningImages } from './images';
import { fluidValues, ResolvedKubelet } from './render-chart';
import { CHARTS } from '../../../catalog/charts';
import { ICluster, PodSecurity } from '../../../contracts/cluster';
import { Chart } from '../../../core/chart';
import { fail } from '../../../core/private/fail';
import { addFact } from '../../../core/private/facts';
import { KubeletOptions } from '../kubelet-options';

const NAMESPACE = 'fluid-system';

/** How Fluid was installed on each cluster, and for which engines. */
const installed = new WeakMap<Chart, { readonly kubelet: ResolvedKubelet; readonly engines: Set<FluidEngine> }>();

/** Fluid on a cluster: installed by the first store, shared by all. It belongs to the cluster, not to a store. */
export function fluidOf(
  scope: Construct,
  cluster: ICluster,
  options: KubeletOptions | undefined,
  engine: FluidEngine,
): Chart {
  const existing = cluster.node.tryFindChild('Fluid') as Chart | undefined;
  if (existing === undefined) return install(cluster, resolveKubelet(options), engine);
  const first = installed.get(existing)?.kubelet;
  const wanted = options === undefined ? first : resolveKubelet(options);
  if (JSON.stringify(first) !== JSON.stringify(wanted)) {
    throw fail(scope, {
      code: 'AIC-3012',
      what: 'two stores of one cluster install Fluid in two ways',
      got: wanted,
      want: `${JSON.stringify(first)}, as it was first`,
      fix: 'Give the same kubelet options to each store, or to the first one only.',
    });
  }
  installed.get(existing)?.engines.add(engine);
  return existing;
}

function resolveKubelet(options: KubeletOptions = {}): ResolvedKubelet {
  const rootDir = options.rootDir ?? '/var/lib/kubelet';
  return {
    rootDir,
    kubeConfigFile: options.kubeConfigFile ?? '/etc/kubernetes/kubelet.conf',
    certDir: options.certDir ?? `${rootDir}/pki`,
    nodeAuthorization: options.nodeAuthorization ?? true,
  };
}

/** The values wait for the last store: each may want another engine. */
function install(cluster: ICluster, kubelet: ResolvedKubelet, engine: FluidEngine): Chart {
  const { registries } = cluster;
  const engines = new Set([engine]);
  const sorted = (): FluidEngine[] => [...engines].sort();
  // The CSI plugin is privileged and mounts directories of the host.
  const namespace = cluster.namespaces.ensure(NAMESPACE, PodSecurity.PRIVILEGED);
  const chart = new Chart(cluster as Construct, 'Fluid', {
    target: cluster,
    releaseName: 'fluid',
    namespace,
    chart: {
      ...CHARTS.fluid,
      crdGroups: [...CHARTS.fluid.crdGroups],
      repository: registries.chartRepository(CHARTS.fluid.repository),
    },
    values: {},
    source: {
      toManifest: () =>
        fluidValues({
          namespace,
          engines: sorted(),
          images: chartImages(registries, sorted()),
          pullSecretName: registries.pullSecretName,
          kubelet,
        }),
    },
  });
  addFact(chart, 'images', () => runningImages(registries, sorted()).map((reference) => ({ reference })));
  installed.set(chart, { kubelet, engines });
  return chart;
}
