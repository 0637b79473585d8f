import { Construct, IConstruct, IDependable } from 'constructs';

/** Something that pods mount: data, a model, a place for checkpoints. */
export interface IVolume {
  /** Namespace of its claim. Pods that mount the claim live here. */
  readonly namespace: string;
  /** Name of the PersistentVolumeClaim. */
  readonly claimName: string;
  /** Path below the root of the claim; empty for the root. */
  readonly pathInClaim: string;
  /** Whether it can only be read. */
  readonly readOnly: boolean;
  /** Labels that pods carry to be placed where it is near. */
  readonly podLabels: { [key: string]: string };
  /** Labels that a node carries once pods may use it there; undefined when they need not wait. */
  readonly requiredNodeLabels?: { [key: string]: string };
  /** Brings its files in for each job that its queue admits; undefined when admission has nothing to do with it. */
  readonly admissionPrefetch?: IAdmissionPrefetch;
  /** The claim exists. */
  readonly ready: IDependable;
}

/** A job of Volcano: its pods are made when its queue admits it, and not before. */
export interface QueuedJob {
  /** Name of the Job, which lives in the namespace of the volume. */
  readonly jobName: string;
  /** What makes the Job, at once or later. */
  readonly ready: IDependable;
}

/** Files that come in when a job that uses them is admitted by its queue. */
export interface IAdmissionPrefetch {
  /**
   * Has them brought in when a job is admitted. A second call for one scope changes nothing.
   *
   * @param scope What the job is part of: what watches it is delivered with it, and goes with it.
   * @param job The job.
   */
  loadFor(scope: Construct, job: QueuedJob): void;

  /**
   * Fails: for pods that are made before a queue admits them, nothing tells when to bring files in.
   *
   * @param scope Who asks: failures name its path.
   * @param who What makes the pods, for example `a notebook`.
   */
  refuse(scope: IConstruct, who: string): void;
}
