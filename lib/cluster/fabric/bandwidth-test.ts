import { Construct, IDependable } from 'constructs';
import { BandwidthTestProps } from './bandwidth-test-props';
import { resolveBandwidthTest } from './private/resolve-bandwidth-test';
import { renderTestAccess, renderTestSpec } from './private/render-bandwidth-test';
import { INodeGate } from '../../contracts/node-gate';
import { FabricAttachment, IPool } from '../../contracts/pool';
import { PodSecurity } from '../../contracts/cluster';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { renderLastingClaims } from '../../core/private/device-claims';
import { Manifest } from '../../core/private/manifest-member';
import { dnsLabel, shortHash } from '../../core/private/names';

const JOB_API = 'batch.volcano.sh/v1alpha1';

/**
 * Measures the fabric between nodes with the vendor's own benchmark, as a gang of whole nodes, and labels them.
 *
 * It proves what no manifest can say: switches, cables and drivers. A node carries `testing` from the moment it is taken
 * until there is a verdict, then `passed` or `failed`. Jobs that require the test run on nodes that passed only.
 *
 * It runs once when it is applied, and again by schedule where that is given. A changed test is a new job.
 *
 * @example
 * import { BandwidthTest, Bandwidth, Framework, IQueue, TrainingJob } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const research: IQueue;
 * const proven = new BandwidthTest(stack, 'Bandwidth', {
 *   queue: research,
 *   minBusBandwidth: Bandwidth.gigabytesPerSecond(350),
 *   schedule: '0 3 * * 0',
 * });
 * new TrainingJob(stack, 'Pretrain', {
 *   queue: research,
 *   framework: Framework.pytorch(),
 *   image: 'registry.acme.com/train:2026.11',
 *   command: ['torchrun', 'train.py'],
 *   gangSize: 4,
 *   devicesPerPod: 8,
 *   requires: [proven],
 * });
 */
export class BandwidthTest extends Construct implements INodeGate {
  /** Name of the test. */
  public readonly testName: string;
  /** The pool whose nodes it measures. */
  public readonly pool: IPool;
  /** Labels that a node carries once it has passed. */
  public readonly nodeLabels: { [key: string]: string };
  /** The test and its rights are there. */
  public readonly ready: IDependable;
  /** Its namespace. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, props: BandwidthTestProps) {
    super(scope, id);
    const { queue } = props;
    const { cluster, pool } = queue;
    const resolved = resolveBandwidthTest(this, props);
    const [namespace, level] = placeFor(resolved.attachment);
    const claims = renderLastingClaims({ name: resolved.name, namespace }, resolved.devices.claims ?? []);
    const test = { ...resolved, claims, namespace: cluster.namespaces.ensure(namespace, level) };
    this.testName = test.name;
    this.namespace = namespace;
    this.pool = pool;
    this.nodeLabels = { [test.label]: 'passed' };

    const bundle = new Bundle(this, 'Bundle', { target: cluster, releaseName: test.name });
    [queue.ready, cluster.schedulingReady, ...(pool.ready === undefined ? [] : [pool.ready])].forEach((needed) =>
      bundle.node.addDependency(needed),
    );
    renderTestAccess(test).forEach((manifest) => new KubernetesObject(bundle, manifest.kind as string, { manifest }));
    claims.templates.forEach((manifest, i) => new KubernetesObject(bundle, `Claim${i}`, { manifest }));
    const spec = renderTestSpec(test);
    this.node.defaultChild = new KubernetesObject(bundle, 'Job', { manifest: jobOf(test, spec) });
    if (props.schedule !== undefined) {
      const manifest = cronJobOf(test, spec, props.schedule, props.timeZone);
      new KubernetesObject(bundle, 'CronJob', { manifest });
    }
    this.ready = bundle;
  }
}

/** A server for SSH runs as root; memory that is pinned by capability asks for more than that. */
function placeFor(attachment: FabricAttachment): [string, PodSecurity] {
  const isMore = attachment.capabilities.length > 0 || attachment.hostNetwork === true;
  return isMore ? ['fabric-test-rdma', PodSecurity.PRIVILEGED] : ['fabric-test', PodSecurity.BASELINE];
}

/** Jobs cannot be changed, so another content has another name. */
function jobOf(test: { name: string; namespace: string }, spec: Manifest): Manifest {
  const name = dnsLabel(`${test.name}-${shortHash(JSON.stringify(spec))}`);
  return { apiVersion: JOB_API, kind: 'Job', metadata: { name, namespace: test.namespace }, spec };
}

function cronJobOf(
  test: { name: string; namespace: string },
  spec: Manifest,
  schedule: string,
  timeZone: string | undefined,
): Manifest {
  return {
    apiVersion: JOB_API,
    kind: 'CronJob',
    metadata: { name: test.name, namespace: test.namespace },
    spec: {
      schedule,
      ...(timeZone === undefined ? {} : { timeZone }),
      concurrencyPolicy: 'Forbid',
      failedJobsHistoryLimit: 3,
      successfulJobsHistoryLimit: 3,
      suspend: false,
      jobTemplate: { spec },
    },
  };
}
