import { fail } from '../../core/private/fail';

/** A port on which the pods of a gang meet; ordinary users can open it. */
export function checkedGangPort(port: number): number {
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    throw fail(undefined, {
      code: 'AIC-2213',
      what: 'the port of the gang is not usable',
      got: port,
      want: 'a whole number from 1024 to 65535',
      fix: 'Leave it out for the default of the framework.',
    });
  }
  return port;
}

/** What Volcano's `env` and `svc` plugins set in each container. */
export function gangEnvironment(roles: string[]): string[] {
  const hosts = roles.flatMap((role) => {
    const upper = role.toUpperCase().replace(/-/g, '_');
    return [`VC_${upper}_HOSTS`, `VC_${upper}_NUM`];
  });
  return ['VC_TASK_INDEX', 'VK_TASK_INDEX', ...hosts];
}

/** Names of pods resolve before they are ready: they wait for each other, not for DNS. */
export const SVC_FLAGS = ['--publish-not-ready-addresses=true'];

/** One pod that leads and the others. */
export function leaderAndWorkers(leader: string, gangSize: number): { name: string; replicas: number }[] {
  const workers = gangSize > 1 ? [{ name: 'worker', replicas: gangSize - 1 }] : [];
  return [{ name: leader, replicas: 1 }, ...workers];
}
