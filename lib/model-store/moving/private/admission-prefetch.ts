import { Construct, IConstruct } from 'constructs';
import { ICluster } from '../../../contracts/cluster';
import { IAdmissionPrefetch, QueuedJob } from '../../../contracts/volume';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { fail, prose, warn } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';

/** Where the files that a job mounts have their watchers, in the tree of the job. */
const PLACE = 'AdmissionPrefetch';

/** Has files brought in for each job that its queue admits, by objects that are delivered with the job. */
export class AdmissionPrefetch implements IAdmissionPrefetch {
  private hasJobs = false;

  constructor(
    private readonly owner: Construct,
    private readonly cluster: ICluster,
    private readonly render: (jobName: string) => Manifest[],
  ) {
    this.owner.node.addValidation({ validate: () => this.findJobs() });
  }

  public loadFor(scope: Construct, { jobName, ready }: QueuedJob): void {
    this.hasJobs = true;
    const place = (scope.node.tryFindChild(PLACE) as Construct | undefined) ?? new Construct(scope, PLACE);
    const { id } = this.owner.node;
    if (place.node.tryFindChild(id) !== undefined) return;
    const bundle = new Bundle(place, id, { target: this.cluster });
    for (const manifest of this.render(jobName)) new KubernetesObject(bundle, String(manifest.kind), { manifest });
    bundle.node.addDependency(ready);
  }

  public refuse(scope: IConstruct, who: string): void {
    throw fail(scope, {
      code: 'AIC-3282',
      what: `the pods of ${who} are made before a queue admits them, so that nothing tells when to load what they mount`,
      got: prose(`${this.owner.node.id} with Prefetch.ON_QUEUE_ADMISSION`),
      want: 'volumes that are prefetched on deploy or by schedule',
      fix: 'Write prefetch: Prefetch.ON_DEPLOY, or mount it in a TrainingJob or a Pipeline that Volcano runs.',
    });
  }

  /** Jobs join while the program is built, so that only its end tells. */
  private findJobs(): string[] {
    if (this.hasJobs) return [];
    warn(
      this.owner,
      'AIC-3281',
      'It is loaded when a queue admits a job that mounts it, and no job of the program does: it stays cold, and pods that ' +
        'wait for it do not start.',
    );
    this.hasJobs = true;
    return [];
  }
}
