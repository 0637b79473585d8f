import type { EndpointFact, PoolFact, QueueFact } from '../../blueprint/index.js';
import { inParallel } from '../objects/parallel.js';
import type { Gang } from './gangs.js';
import { gangLike, isWhole, isWhollyPending } from './gangs.js';
import type { Pod } from './pods.js';
import { devicesOf, isAlive, isBound, isRunning } from './pods.js';
import type { ScenarioContext } from './scenario.js';
import { Skip } from './scenario.js';
import { servingDeployment } from './serving.js';
import { endGangs, put, remove } from './stage.js';
import { deservedDevices, devicesOfNode, leavesOf, mostDevices, trainingSubjects } from './subjects.js';
import type { TrainingSubject } from './subjects.js';
import { SCENARIO_LABEL } from './templates.js';

const GONE_SECONDS = 30;

/** What is known of a tenant before it asks for anything; devices all of it. */
interface TenantFacts {
  /** Of its objects, and label of its pods. */
  readonly name: string;
  readonly queue: QueueFact;
  readonly resource: string;
  /** What comes and goes together. */
  readonly gangDevices: number;
}

/** Somebody who asks for devices of a pool: a leaf queue, and work of the kind that the program runs there. */
export abstract class Tenant {
  readonly queue: QueueFact;
  /** Devices that come and go together. */
  readonly gangDevices: number;
  readonly deserved: number;
  /** Devices that the queue may hold at most. */
  readonly most: number;
  /** Devices of the pool. */
  readonly capacity: number;
  protected readonly name: string;
  private readonly resource: string;

  constructor(
    protected readonly context: ScenarioContext,
    pool: PoolFact,
    { name, queue, resource, gangDevices }: TenantFacts,
  ) {
    this.name = name;
    this.queue = queue;
    this.resource = resource;
    this.gangDevices = gangDevices;
    this.deserved = deservedDevices(queue, resource);
    this.most = mostDevices(context.program, pool, queue, resource);
    this.capacity = pool.nodes * devicesOfNode(pool, resource);
  }

  /** Asks for so many gangs in all. */
  abstract ask(gangs: number): Promise<void>;

  /** Takes all of it back and waits until it is gone. */
  abstract end(): Promise<void>;

  /** How many gangs run whole. */
  abstract whole(pods: readonly Pod[]): number;

  /** No gang is there in part. */
  abstract isTidy(pods: readonly Pod[]): boolean;

  /** Devices that its pods hold. */
  held(pods: readonly Pod[]): number {
    return this.pods(pods)
      .filter(isBound)
      .reduce((sum, pod) => sum + devicesOf(pod, this.resource), 0);
  }

  /** Whether a pod of it waits for a place. */
  waits(pods: readonly Pod[]): boolean {
    return this.pods(pods).some((pod) => isAlive(pod) && !isBound(pod));
  }

  /** The longest grace period of its pods in seconds. */
  grace(pods: readonly Pod[]): number {
    return Math.max(0, ...this.pods(pods).map(({ spec }) => spec.terminationGracePeriodSeconds ?? 30));
  }

  protected pods(pods: readonly Pod[]): Pod[] {
    return pods.filter(({ metadata }) => metadata.labels?.[SCENARIO_LABEL] === this.name);
  }
}

/** Gangs like a training job. */
class TrainingTenant extends Tenant {
  private readonly gangs: Gang[] = [];

  constructor(
    context: ScenarioContext,
    private readonly subject: TrainingSubject,
    private readonly size: number,
    name: string,
  ) {
    const { queue, pool, fact } = subject;
    super(context, pool, { name, queue, resource: fact.deviceResource, gangDevices: size * fact.devicesPerPod });
  }

  async ask(gangs: number): Promise<void> {
    const { namespace } = this.subject.fact;
    const added = Array.from({ length: gangs - this.gangs.length }, (_, i) => ({
      namespace,
      name: `${this.name}-${this.gangs.length + i}`,
      size: this.size,
    }));
    this.gangs.push(...added);
    await inParallel(added, (gang) => put(this.context, gangLike(this.subject.manifest, gang, this.name)));
  }

  async end(): Promise<void> {
    await endGangs(this.context, this.gangs.splice(0));
  }

  whole(pods: readonly Pod[]): number {
    const byGang = this.byGang(pods);
    return this.gangs.filter((gang) => isWhole(gang, byGang.get(gang.name) ?? [])).length;
  }

  isTidy(pods: readonly Pod[]): boolean {
    const byGang = this.byGang(pods);
    return this.gangs.every((gang) => {
      const own = byGang.get(gang.name) ?? [];
      return isWhole(gang, own) || isWhollyPending(gang, own);
    });
  }

  /** Looked through once, because a flood has many gangs. */
  private byGang(pods: readonly Pod[]): Map<string, Pod[]> {
    const result = new Map<string, Pod[]>();
    for (const pod of this.pods(pods)) {
      const gang = pod.metadata.labels?.['volcano.sh/job-name'] ?? '';
      result.set(gang, [...(result.get(gang) ?? []), pod]);
    }
    return result;
  }
}

/** Replicas of an endpoint; each is a gang of its own. */
class ServingTenant extends Tenant {
  private replicas = 0;

  constructor(
    context: ScenarioContext,
    pool: PoolFact,
    private readonly endpoint: EndpointFact,
    queue: QueueFact,
    name: string,
  ) {
    const { deviceResource: resource, devicesPerReplica: gangDevices } = endpoint;
    super(context, pool, { name, queue, resource, gangDevices });
  }

  async ask(gangs: number): Promise<void> {
    this.replicas = gangs;
    await put(this.context, this.deployment());
  }

  async end(): Promise<void> {
    if (this.replicas === 0) return;
    await remove(this.context, this.deployment());
    this.replicas = 0;
    await this.context.watch.until((pods) => this.pods(pods).length === 0, GONE_SECONDS);
  }

  whole(pods: readonly Pod[]): number {
    return this.pods(pods).filter(isRunning).length;
  }

  isTidy(): boolean {
    return true;
  }

  private deployment(): ReturnType<typeof servingDeployment> {
    return servingDeployment(this.context, this.endpoint, this.name, this.replicas);
  }
}

/**
 * Who can ask for the devices of the subject's pool: each leaf queue that the program runs something in; training first.
 * Gangs are at most as large as the program's, and so small that a queue deserves so many of them, where pods let it.
 */
export function tenantsOf(
  context: ScenarioContext,
  subject: TrainingSubject,
  scenario: string,
  gangsDeserved = 1,
): Tenant[] {
  const { program } = context;
  const { pool, fact } = subject;
  const jobs = trainingSubjects(context).filter(
    (one) => one.pool.name === pool.name && one.fact.deviceResource === fact.deviceResource,
  );
  const leaves = leavesOf(program, pool);
  const training = leaves.flatMap((queue, index): Tenant[] => {
    const job = jobs.find((one) => one.queue.name === queue.name);
    if (!job) return [];
    const deserved = deservedDevices(queue, fact.deviceResource);
    const pods = Math.floor(deserved / job.fact.devicesPerPod);
    const size = Math.min(job.fact.gangSize, Math.max(1, Math.floor(pods / gangsDeserved)));
    return pods > 0 ? [new TrainingTenant(context, job, size, `rehearsal-${scenario}-${index}`)] : [];
  });
  const serving = leaves.flatMap((queue, index): Tenant[] => {
    const deserved = deservedDevices(queue, fact.deviceResource);
    const endpoint = program.endpoints.find(
      ({ pool: of, queue: own, deviceResource, devicesPerReplica }) =>
        of === pool.name &&
        own === queue.name &&
        deviceResource === fact.deviceResource &&
        devicesPerReplica > 0 &&
        devicesPerReplica <= deserved,
    );
    return endpoint ? [new ServingTenant(context, pool, endpoint, queue, `rehearsal-${scenario}-${index}`)] : [];
  });
  return [...training, ...serving];
}

/** The tenants of the pool that has the most of them. */
export function sharedPool(context: ScenarioContext, scenario: string, gangsDeserved = 1): Tenant[] {
  const tenants = trainingSubjects(context)
    .map((subject) => tenantsOf(context, subject, scenario, gangsDeserved))
    .reduce<Tenant[]>((most, some) => (some.length > most.length ? some : most), []);
  if (tenants.length >= 2) return tenants;
  throw new Skip('no two queues of a pool have work of the program');
}

/** Takes back what all of them asked for. */
export async function endTenants({ signal }: ScenarioContext, tenants: readonly Tenant[]): Promise<void> {
  if (!signal.aborted) await Promise.all(tenants.map((tenant) => tenant.end()));
}
