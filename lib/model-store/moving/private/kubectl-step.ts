import { TransferStep } from './render-transfer-job';
import { API_TOKEN_MOUNT } from '../../../core/private/api-token';
import { Manifest } from '../../../core/private/manifest-member';
import { Awaited } from '../../hot/private/engine';

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

/** Ends once something is done; before that, once it is there at all, when it is made later. */
export function waitSteps(image: string, name: string, awaited: Awaited, seconds: number): TransferStep[] {
  const wait = (step: string, condition: string): TransferStep =>
    kubectlStep(image, step, [
      'wait',
      `${awaited.resource}/${awaited.name}`,
      ...(awaited.namespace === undefined ? [] : [`--namespace=${awaited.namespace}`]),
      `--for=${condition}`,
      `--timeout=${seconds}s`,
    ]);
  return [
    ...(awaited.isMadeLater === true ? [wait(`${name}-made`, 'create')] : []),
    wait(name, `jsonpath=${awaited.jsonPath}`),
  ];
}

/** What an account needs to wait for that one object. */
export function waitRule({ resource, name }: Pick<Awaited, 'resource' | 'name'>, more: string[] = []): Manifest {
  const [plural, ...group] = resource.split('.');
  return {
    apiGroups: [group.join('.')],
    resources: [plural],
    resourceNames: [name],
    verbs: [...more, 'get', 'list', 'watch'].sort(),
  };
}
