import { Manifest } from './manifest-member';
import { shortHash } from './names';

/** Devices of one class, claimed through Dynamic Resource Allocation. */
export interface ClaimedDevices {
  readonly deviceClassName: string;
  readonly count: number;
}

/** What a pod carries to claim devices, and the templates that its claims are made of. */
export interface RenderedClaims {
  /** `resourceClaims` of the pod. */
  readonly podClaims: Manifest[];
  /** `resources.claims` of the container that uses the devices. */
  readonly containerClaims: Manifest[];
  /** Objects that must be in the pod's namespace before it starts. */
  readonly templates: Manifest[];
}

/** Where the claims of a workload live, and what their templates are named after. */
export interface ClaimScope {
  /** Name of the workload; each template is called after it and its number. */
  readonly name: string;
  readonly namespace: string;
  readonly labels?: { [key: string]: string };
}

/** Claims of a workload that lives on: a template cannot be changed, so its name follows what it claims. */
export function renderLastingClaims(scope: ClaimScope, claims: readonly ClaimedDevices[]): RenderedClaims {
  return renderClaims({ ...scope, name: `${scope.name}-${shortHash(JSON.stringify(claims))}` }, claims);
}

/**
 * Claims of a workload's pods: each pod gets a claim of its own, made of a template.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export function renderClaims(scope: ClaimScope, claims: readonly ClaimedDevices[]): RenderedClaims {
  const named = claims.map((claim, i) => ({
    claim,
    claimName: `devices-${i}`,
    templateName: `${scope.name}-devices-${i}`,
  }));
  return {
    podClaims: named.map(({ claimName, templateName }) => ({
      name: claimName,
      resourceClaimTemplateName: templateName,
    })),
    containerClaims: named.map(({ claimName }) => ({ name: claimName })),
    templates: named.map(({ claim, templateName }) => ({
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: {
        name: templateName,
        namespace: scope.namespace,
        ...(scope.labels === undefined ? {} : { labels: scope.labels }),
      },
      spec: {
        spec: {
          devices: {
            requests: [
              {
                name: 'devices',
                exactly: {
                  deviceClassName: claim.deviceClassName,
                  allocationMode: 'ExactCount',
                  count: claim.count,
                },
              },
            ],
          },
        },
      },
    })),
  };
}
