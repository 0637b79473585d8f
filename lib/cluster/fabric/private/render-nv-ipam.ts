import { Manifest } from '../../../core/private/manifest-member';

/**
 * The definitions of address pools. The network operator installs its own when it runs, which is after the pools of a
 * first apply: these come before them, take any content, and are brought up to date by the operator.
 */
export function nvIpamDefinitions(): Manifest[] {
  return [definition('CIDRPool', 'cidrpools'), definition('IPPool', 'ippools')];
}

function definition(kind: string, plural: string): Manifest {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.nv-ipam.nvidia.com` },
    spec: {
      group: 'nv-ipam.nvidia.com',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
          subresources: { status: {} },
        },
      ],
    },
  };
}
