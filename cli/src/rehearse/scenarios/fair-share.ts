import type { Pod } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds } from './scenario.js';
import { endTenants, sharedPool } from './tenants.js';
import type { Tenant } from './tenants.js';

const NAME = 'fair-share';
const LEND_SECONDS = 60;
/** Saturation may last so long before shares must be right. */
const SATURATED_SECONDS = 300;
/** Shares that do not move for so many scheduling cycles of a second are taken as the ones that stay. */
const QUIET_SECONDS = 8;
/** A share may be short of one gang: with two of them in it, that still says something. */
const GANGS_DESERVED = 2;

/** Everybody asks for everything: each leaf queue gets what it deserves, and no more while another waits. */
export const FAIR_SHARE: Scenario = {
  name: NAME,
  title: 'when every queue asks for the whole pool, each gets what it deserves, but for a gang',
  needsPool: true,
  async play(context, record) {
    const tenants = sharedPool(context, NAME, GANGS_DESERVED);
    const [first, ...others] = tenants as [Tenant, ...Tenant[]];
    try {
      await lend(context, record, first);
      context.tell(`${others.map(({ queue }) => queue.name).join(', ')} ask for the whole pool too`);
      const saturated = Date.now();
      await Promise.all(others.map((tenant) => tenant.ask(gangsOfAll(tenant))));
      const quiet = await settle(context, tenants);
      const seconds = (Date.now() - saturated) / 1000;
      const text = `shares stand still for ${QUIET_SECONDS} cycles within ${SATURATED_SECONDS} s of saturation`;
      record.check(quiet, `${text}: ${quiet ? `after ${inSeconds(seconds)}` : sharesOf(tenants, context.watch.pods)}`);
      record.measure('settles', seconds);
      checkShares(record, tenants, context.watch.pods);
      record.say(`${tenants.length} queues settled in ${inSeconds(seconds)}`);
      record.say(sharesOf(tenants, context.watch.pods));
    } finally {
      await endTenants(context, tenants);
    }
  },
};

/** One queue alone may go beyond what it deserves, unless the program forbids it. */
async function lend(context: ScenarioContext, record: Record, first: Tenant): Promise<void> {
  const { queue, most, deserved, gangDevices } = first;
  context.tell(`${queue.name} asks for the whole pool, alone`);
  await first.ask(gangsOfAll(first));
  const want = Math.floor(most / gangDevices) * gangDevices;
  const took = await context.watch.until((pods) => first.held(pods) >= want, LEND_SECONDS);
  const held = first.held(context.watch.pods);
  record.check(
    took !== undefined,
    `alone, ${queue.name} holds the ${want} devices that it may, ${deserved} of them its own: ${held}`,
  );
  record.measure('heldAlone', held);
}

/** More than the whole pool, so that somebody always waits. */
function gangsOfAll({ most, gangDevices }: Tenant): number {
  return Math.ceil(most / gangDevices) + 1;
}

async function settle(context: ScenarioContext, tenants: readonly Tenant[]): Promise<boolean> {
  let state = '';
  let since = Date.now();
  const took = await context.watch.until((pods) => {
    const isTidy = tenants.every((tenant) => tenant.isTidy(pods));
    const now = tenants.map((tenant) => tenant.held(pods)).join();
    if (now !== state || !isTidy) since = Date.now();
    state = now;
    return isTidy && Date.now() - since >= QUIET_SECONDS * 1000;
  }, SATURATED_SECONDS);
  return took !== undefined;
}

function checkShares(record: Record, tenants: readonly Tenant[], pods: readonly Pod[]): void {
  for (const tenant of tenants) {
    const { queue, deserved, gangDevices, most } = tenant;
    const held = tenant.held(pods);
    const own = Math.min(deserved, most);
    // What deserves a single gang must have it.
    const least = own > gangDevices ? own - gangDevices : own;
    const but = least < own ? ` but for a gang of ${gangDevices}` : '';
    record.check(held >= least, `${queue.name} holds ${held} devices, at least its ${own}${but}`);
    if (held <= deserved) continue;
    const short = tenants.filter((other) => other !== tenant && isShort(other, pods));
    const names = short.map((other) => other.queue.name).join(', ');
    record.check(
      short.length === 0,
      `${queue.name} holds ${held} devices, more than its ${deserved}, while no other waits for its own${names ? `, but ${names} does` : ''}`,
    );
  }
}

/** A gang of it waits that would be within what it deserves. */
function isShort(tenant: Tenant, pods: readonly Pod[]): boolean {
  return tenant.waits(pods) && tenant.held(pods) + tenant.gangDevices <= tenant.deserved;
}

function sharesOf(tenants: readonly Tenant[], pods: readonly Pod[]): string {
  return tenants.map((tenant) => `${tenant.queue.name} ${tenant.held(pods)} of ${tenant.deserved}`).join(', ');
}
