import { Manifest } from '../../../core/private/manifest-member';
import { RenderedCache } from './engine';

/** A volume that is read by pods of one namespace, and the claim that it is kept for. */
export function renderClaimedVolume(
  claim: { readonly name: string; readonly namespace: string },
  volumeName: string,
  spec: Manifest,
  storage: string,
): RenderedCache['objects'] {
  const { name, namespace } = claim;
  return [
    {
      id: 'Volume',
      manifest: {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: volumeName },
        spec: { ...spec, claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace } },
      },
    },
    {
      id: 'Claim',
      manifest: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace },
        spec: {
          accessModes: ['ReadOnlyMany'],
          resources: { requests: { storage } },
          storageClassName: '',
          volumeMode: 'Filesystem',
          volumeName,
        },
      },
    },
  ];
}
