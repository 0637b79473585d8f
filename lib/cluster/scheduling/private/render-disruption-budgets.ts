import { Manifest } from '../../../core/private/manifest-member';

/** Value of `app` on the pods of each Deployment of the chart. */
export const VOLCANO_APPS = ['volcano-admission', 'volcano-controller', 'volcano-scheduler'];

/**
 * Draining nodes takes one replica of each at a time; the chart brings no budgets.
 *
 * A replica that is not ready may always be evicted: it does nothing, and would hold the drain up for ever.
 */
export function renderDisruptionBudgets(namespace: string): Manifest[] {
  return VOLCANO_APPS.map((app) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: app, namespace },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { app } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  }));
}
