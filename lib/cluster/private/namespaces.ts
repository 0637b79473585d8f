import { INamespaces, PodSecurity } from '../../contracts/cluster';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail } from '../../core/private/fail';
import { checkDnsLabel } from '../../core/private/names';

/** Namespaces that every cluster has, and that no release may bring or take away. */
const BUILT_IN = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The namespaces of a cluster as objects of its foundation. */
export class Namespaces implements INamespaces {
  private readonly levels = new Map<string, PodSecurity>();

  constructor(
    private readonly foundation: Bundle,
    private readonly kubernetesVersion: string,
  ) {}

  public ensure(name: string, level: PodSecurity): string {
    checkDnsLabel(this.foundation, 'the namespace', name);
    const first = this.levels.get(name);
    if (first === level) return name;
    if (first !== undefined) {
      throw fail(this.foundation, {
        code: 'AIC-2003',
        what: `the namespace ${name} is asked for with two levels`,
        got: level,
        want: `${first}, as it was first`,
        fix: 'Use another namespace for what needs more rights: a level holds for every pod in it.',
      });
    }
    if (BUILT_IN.includes(name)) {
      throw fail(this.foundation, {
        code: 'AIC-2004',
        what: 'the namespace belongs to Kubernetes',
        got: name,
        want: `none of ${BUILT_IN.join(', ')}`,
        fix: 'Use a namespace of your own: this one would be taken away with the cluster.',
      });
    }
    this.levels.set(name, level);
    new KubernetesObject(this.foundation, name, {
      manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: this.labels(level) } },
    });
    return name;
  }

  /** Names of one level, sorted. */
  public withLevel(level: PodSecurity): string[] {
    return [...this.levels.keys()].filter((name) => this.levels.get(name) === level).sort();
  }

  private labels(level: PodSecurity): { [key: string]: string } {
    const version = `v${this.kubernetesVersion}`;
    return Object.fromEntries(
      ['audit', 'enforce', 'warn'].flatMap((mode) => [
        [`pod-security.kubernetes.io/${mode}`, level],
        [`pod-security.kubernetes.io/${mode}-version`, version],
      ]),
    );
  }
}
