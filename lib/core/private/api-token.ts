import { Manifest } from './manifest-member';

/** Where clients look for the token of their account. */
export const API_TOKEN_MOUNT: Manifest = {
  name: 'token',
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
  readOnly: true,
};

/** What every container of an account gets by itself, for those containers only that mount it. */
export function apiToken(): Manifest {
  return {
    name: 'token',
    projected: {
      defaultMode: 0o444,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}
