/**
 * Kinds whose objects stand in a namespace, by API group: those of Kubernetes and of the operators that this library
 * brings. What is not listed may be either; only the API server knows.
 */
const NAMESPACED: { readonly [group: string]: string } = {
  '':
    'ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota ' +
    'Secret Service ServiceAccount',
  apps: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  autoscaling: 'HorizontalPodAutoscaler',
  batch: 'CronJob Job',
  'coordination.k8s.io': 'Lease',
  'discovery.k8s.io': 'EndpointSlice',
  'networking.k8s.io': 'Ingress NetworkPolicy',
  policy: 'PodDisruptionBudget',
  'rbac.authorization.k8s.io': 'Role RoleBinding',
  'resource.k8s.io': 'ResourceClaim ResourceClaimTemplate',
  'batch.volcano.sh': 'CronJob Job',
  'cert-manager.io': 'Certificate CertificateRequest Issuer',
  'data.fluid.io':
    'AlluxioRuntime DataBackup DataLoad DataMigrate DataProcess Dataset EFCRuntime GooseFSRuntime JindoRuntime ' +
    'JuiceFSRuntime ThinRuntime',
  'flow.volcano.sh': 'JobFlow JobTemplate',
  'gateway.envoyproxy.io':
    'Backend BackendTrafficPolicy ClientTrafficPolicy EnvoyExtensionPolicy EnvoyPatchPolicy EnvoyProxy ' +
    'HTTPRouteFilter SecurityPolicy',
  'gateway.networking.k8s.io':
    'BackendTLSPolicy GRPCRoute Gateway HTTPRoute ListenerSet ReferenceGrant TCPRoute TLSRoute UDPRoute',
  'jobset.x-k8s.io': 'JobSet',
  'k8s.cni.cncf.io': 'NetworkAttachmentDefinition',
  'kagent.dev': 'Agent MCPServer Memory ModelConfig ModelProviderConfig RemoteMCPServer SandboxAgent ToolServer',
  'monitoring.coreos.com':
    'Alertmanager AlertmanagerConfig PodMonitor Probe Prometheus PrometheusAgent PrometheusRule ScrapeConfig ' +
    'ServiceMonitor ThanosRuler',
  'ray.io': 'RayCluster RayCronJob RayJob RayService',
  'scheduling.volcano.sh': 'PodGroup',
  'serving.kserve.io':
    'InferenceGraph InferenceService LLMInferenceService LLMInferenceServiceConfig LocalModelNamespaceCache ' +
    'ServingRuntime TrainedModel',
  'trainer.kubeflow.org': 'TrainJob TrainingRuntime',
};

const KNOWN = new Set(
  Object.entries(NAMESPACED).flatMap(([group, kinds]) => kinds.split(' ').map((kind) => `${kind}.${group}`)),
);

/** Whether objects of a kind are known to stand in a namespace. */
export function isNamespaced(apiVersion: string, kind: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return KNOWN.has(`${kind}.${group}`);
}
