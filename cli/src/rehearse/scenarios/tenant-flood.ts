import type { Scenario, ScenarioContext } from './scenario.js';
import { inSeconds } from './scenario.js';
import { endTenants, sharedPool } from './tenants.js';
import type { Tenant } from './tenants.js';

const NAME = 'tenant-flood';
/** The flood asks for so many times what the pool holds. */
const TIMES = 10;
const START_SECONDS = 45;
const DELAY_SECONDS = 60;

/** One tenant drops a mountain of jobs on the pool: another's gang that is within its own hardly notices. */
export const TENANT_FLOOD: Scenario = {
  name: NAME,
  title: "a flood of ten times the pool from one queue hardly delays another's gang within its own",
  needsPool: true,
  async play(context, record) {
    const [flooder, other] = sharedPool(context, NAME) as [Tenant, Tenant];
    const gangs = Math.ceil((TIMES * flooder.capacity) / flooder.gangDevices);
    try {
      context.tell(`a gang of ${other.queue.name} runs alone`);
      const alone = await runs(context, other, START_SECONDS);
      await other.end();
      if (alone === undefined) throw new Error(`a gang of ${other.queue.name} does not run in an empty pool`);

      context.tell(`${flooder.queue.name} asks for ${gangs} gangs of ${flooder.gangDevices} devices`);
      await flooder.ask(gangs);
      const full = Math.floor(flooder.most / flooder.gangDevices) * flooder.gangDevices;
      const filled = await context.watch.until((pods) => flooder.held(pods) >= full, START_SECONDS);
      record.check(filled !== undefined, `the flood takes the ${full} devices that its queue may hold`);
      const held = flooder.held(context.watch.pods);

      context.tell(`a gang of ${other.queue.name} comes`);
      const limit = alone + DELAY_SECONDS + flooder.grace(context.watch.pods);
      const took = await runs(context, other, limit);
      const delay = took === undefined ? undefined : Math.max(0, took - alone);
      const seen = delay === undefined ? 'not in time' : inSeconds(delay);
      record.check(
        delay !== undefined,
        `the flood delays a gang of ${other.gangDevices} devices of ${other.queue.name} by at most ${DELAY_SECONDS} s and the flood's grace period: ${seen}`,
      );
      record.measure('floodGangs', gangs);
      record.measure('floodHeld', held);
      record.measure('alone', alone);
      record.measure('delay', delay ?? limit);
      record.say(`${gangs} gangs of ${flooder.queue.name} held ${held} devices and waited for ${TIMES} times the pool`);
      record.say(`a gang of ${other.gangDevices} of ${other.queue.name} ran ${seen} later than in an empty pool`);
    } finally {
      await endTenants(context, [flooder, other]);
    }
  },
};

/** Seconds until one gang of a tenant runs whole. */
async function runs(context: ScenarioContext, tenant: Tenant, seconds: number): Promise<number | undefined> {
  const asked = Date.now();
  await tenant.ask(1);
  const took = await context.watch.until((pods) => tenant.whole(pods) === 1, seconds);
  return took === undefined ? undefined : (Date.now() - asked) / 1000;
}
