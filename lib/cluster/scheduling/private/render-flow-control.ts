import { Manifest } from '../../../core/private/manifest-member';

const API = 'flowcontrol.apiserver.k8s.io/v1';
const NAME = 'ai-cloud-scheduler';
/** As that of the stock scheduler, before the catch-all of service accounts. */
const PRECEDENCE = 800;

/**
 * A share of the API server for the scheduler and its controllers, which ask two thousand times a second at a full start:
 * without it they share one queue with every service account of the cluster, and starve it or are starved by it.
 */
export function renderFlowControl(namespace: string, release: string): Manifest[] {
  const accounts = ['controllers', 'scheduler'].map((name) => ({
    kind: 'ServiceAccount',
    serviceAccount: { namespace, name: `${release}-${name}` },
  }));
  return [
    {
      apiVersion: API,
      kind: 'PriorityLevelConfiguration',
      metadata: { name: NAME },
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 60,
          lendablePercent: 50,
          limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 6, queueLengthLimit: 100 } },
        },
      },
    },
    {
      apiVersion: API,
      kind: 'FlowSchema',
      metadata: { name: NAME },
      spec: {
        priorityLevelConfiguration: { name: NAME },
        matchingPrecedence: PRECEDENCE,
        distinguisherMethod: { type: 'ByUser' },
        rules: [
          {
            subjects: accounts,
            resourceRules: [
              { apiGroups: ['*'], resources: ['*'], verbs: ['*'], clusterScope: true, namespaces: ['*'] },
            ],
            nonResourceRules: [{ nonResourceURLs: ['*'], verbs: ['*'] }],
          },
        ],
      },
    },
  ];
}
