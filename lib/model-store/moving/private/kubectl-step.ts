import { TransferStep } from './render-transfer-job';
import { API_TOKEN_MOUNT } from '../../../core/private/api-token';
import { Manifest } from '../../../core/private/manifest-member';

/** kubectl with the token of the account, which no other step of the Job has. The Job mounts `apiToken()`. */
export function kubectlStep(
  image: string,
  name: string,
  args: readonly string[],
  volumeMounts: readonly Manifest[] = [],
): TransferStep {
  return {
    name,
    image,
    command: ['kubectl', ...args],
    environment: [{ name: 'HOME', value: '/tmp' }],
    volumeMounts: [...volumeMounts, API_TOKEN_MOUNT],
    requests: { cpu: '20m', memory: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi' },
  };
}
