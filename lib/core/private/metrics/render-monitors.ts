import { Manifest } from '../manifest-member';

/** A Service whose endpoints are scraped. */
export interface ScrapedService {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { [key: string]: string };
  readonly port: string;
  /** `/metrics` when there is none. */
  readonly path?: string;
  /** Whether series are about other pods than the one that tells them. */
  readonly isAboutOthers: boolean;
  /** More labels of its series. */
  readonly relabelings?: readonly Manifest[];
}

/** Pods that are scraped. */
export interface ScrapedPods {
  readonly name: string;
  readonly namespace: string;
  /** A LabelSelector. */
  readonly selector: Manifest;
  /** Number or name. */
  readonly port: number | string;
  readonly path: string;
  readonly interval: string;
  /** More labels of their series. */
  readonly relabelings?: readonly Manifest[];
}

/** Where monitors stand and how they are chosen. */
export interface MonitorPlace {
  readonly namespace: string;
  readonly selectorLabels: { [key: string]: string };
  readonly interval: string;
}

const NODE = { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' };
/** The labels of the exporter itself would hide, or stand in for, those of the pod that holds the device. */
const NOT_ITS_OWN = { action: 'labeldrop', regex: 'pod|namespace|container|service|endpoint' };

export function renderServiceMonitor(service: ScrapedService, place: MonitorPlace): Manifest {
  const { isAboutOthers } = service;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: service.name, namespace: place.namespace, labels: place.selectorLabels },
    spec: {
      jobLabel: 'app',
      namespaceSelector: { matchNames: [service.namespace] },
      selector: { matchLabels: service.labels },
      endpoints: [
        {
          port: service.port,
          path: service.path ?? '/metrics',
          interval: place.interval,
          honorLabels: isAboutOthers,
          relabelings: [...(isAboutOthers ? [NODE, NOT_ITS_OWN] : [NODE]), ...(service.relabelings ?? [])],
        },
      ],
    },
  };
}

export function renderPodMonitor(pods: ScrapedPods, place: MonitorPlace): Manifest {
  const { port, path, interval, relabelings = [] } = pods;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: pods.name, namespace: place.namespace, labels: place.selectorLabels },
    spec: {
      namespaceSelector: { matchNames: [pods.namespace] },
      selector: pods.selector,
      podMetricsEndpoints: [
        {
          ...(typeof port === 'number' ? { portNumber: port } : { port }),
          path,
          interval,
          relabelings: [NODE, ...relabelings],
        },
      ],
    },
  };
}
