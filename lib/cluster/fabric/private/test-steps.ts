import { API_TOKEN_MOUNT } from '../../../core/private/api-token';
import { Manifest } from '../../../core/private/manifest-member';

export const RESULTS = '/results';

/** A step of the launcher: a script that reads and writes the results. */
export function step(name: string, image: string, script: string, env: { [name: string]: string | number }): Manifest {
  const all = { ...env, RESULTS };
  return {
    name,
    image,
    command: ['sh', '-c', script],
    env: Object.entries(all).map(([key, value]) => ({ name: key, value: String(value) })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    volumeMounts: [{ name: 'results', mountPath: RESULTS }],
  };
}

/** Root, so that it can write where the first step wrote; with no right beyond that. */
export function unprivileged(container: Manifest): Manifest {
  return {
    ...container,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsUser: 0,
    },
  };
}

/** kubectl with the token of the account, and nothing else. */
export function labeller(image: string, name: string, args: string[], env: Manifest[] = []): Manifest {
  const isResult = env.length === 0;
  return {
    name,
    image,
    command: ['kubectl', ...args],
    env: [{ name: 'HOME', value: '/tmp' }, ...env],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 65532,
    },
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    volumeMounts: [...(isResult ? [{ name: 'results', mountPath: RESULTS, readOnly: true }] : []), API_TOKEN_MOUNT],
  };
}

export function nodeName(): Manifest {
  return { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } };
}
