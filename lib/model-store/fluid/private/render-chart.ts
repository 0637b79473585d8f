import { ChartImage, FluidEngine } from './images';

/** Everything the values of the Fluid chart depend on. */
export interface ResolvedFluid {
  readonly namespace: string;
  /** Sorted. */
  readonly engines: readonly FluidEngine[];
  readonly images: ChartImage[];
  readonly pullSecretName?: string;
  readonly kubelet: ResolvedKubelet;
}

export interface ResolvedKubelet {
  readonly rootDir: string;
  readonly kubeConfigFile: string;
  readonly certDir: string;
  readonly nodeAuthorization: boolean;
}

type Values = { [key: string]: unknown };

/** Values of the Fluid chart: our decisions, then each image at its own keys. */
export function fluidValues(fluid: ResolvedFluid): Values {
  const values: Values = {
    // Wins over the namespace of the release, which is this one.
    namespace: fluid.namespace,
    image: { imagePullSecrets: fluid.pullSecretName === undefined ? [] : [{ name: fluid.pullSecretName }] },
    crdUpgrade: { enabled: true, tolerations: [] },
    // The upstream default tolerates everything, NoExecute included: controllers would never leave a dead node.
    dataset: { replicas: 1, tolerations: [] },
    fluidapp: { replicas: 1, tolerations: [] },
    // Its failure policy is Fail: two replicas, so that a drained node does not hold up every pod that uses a model.
    webhook: { enabled: true, replicas: 2, tolerations: [] },
    csi: {
      enabled: true,
      // The plugin must run wherever a pod mounts a model, taints or not.
      tolerations: [{ operator: 'Exists' }],
      // Mounts of running pods come back when their FUSE process was restarted.
      featureGates: 'FuseRecovery=true',
      useNodeAuthorization: fluid.kubelet.nodeAuthorization,
      kubelet: {
        rootDir: fluid.kubelet.rootDir,
        kubeConfigFile: fluid.kubelet.kubeConfigFile,
        certDir: fluid.kubelet.certDir,
      },
    },
    runtime: {
      criticalFusePod: true,
      ...Object.fromEntries(fluid.engines.map((engine) => [engine, engineValues(engine)])),
    },
  };
  for (const image of fluid.images) setAt(values, image.path.split('.'), image.values);
  return values;
}

/** Off means zero replicas, which Fluid itself scales up at the first cache: drift on every plan. */
function engineValues(engine: FluidEngine): Values {
  return {
    enabled: true,
    replicas: 1,
    tolerations: [],
    // Credentials stay in their Secret and are mounted; any other value copies them into a ConfigMap.
    ...(engine === 'alluxio' ? { mountConfigStorage: 'configmap' } : {}),
  };
}

function setAt(values: Values, path: string[], leaf: Values): void {
  const [key, ...rest] = path;
  const below = (values[key] ?? {}) as Values;
  values[key] = below;
  if (rest.length === 0) Object.assign(below, leaf);
  else setAt(below, rest, leaf);
}
