import { setTimeout as sleep } from 'node:timers/promises';

import type { ControlPlane, NodeSpec } from '../control-plane/index.js';
import type { ApplyContext } from './objects/apply.js';
import { inParallel } from './objects/parallel.js';

/** Of the log of a scheduler that opens its first session now. */
const RUNS = 'Scheduler completes Initialization and start to run';
const START_MS = 20_000;
const POLL_MS = 100;
/** The first session reads how devices are shared, and is over long before. */
const FIRST_SESSION_MS = 1_000;
const ANNOTATION = 'cdktf-ai-cloud/devices-reported';

/**
 * Device plugins that share devices write them into an annotation of their node, again and again. Volcano reads it when a
 * node changes, and only after its first session: devices that were there before are counted by number alone.
 */
export async function reportDevices(
  { api, signal }: Pick<ApplyContext, 'api' | 'signal'>,
  controlPlane: Pick<ControlPlane, 'log'>,
  nodes: readonly NodeSpec[],
): Promise<void> {
  const registered = nodes.filter(({ annotations }) => Object.keys(annotations ?? {}).length > 0);
  if (registered.length === 0) return;
  for (const deadline = Date.now() + START_MS; Date.now() < deadline;) {
    if ((await controlPlane.log('vc-scheduler')).includes(RUNS)) break;
    await sleep(POLL_MS, undefined, { signal });
  }
  await sleep(FIRST_SESSION_MS, undefined, { signal });
  await inParallel(registered, ({ name }) =>
    api.request('PATCH', `/api/v1/nodes/${encodeURIComponent(name)}`, {
      body: { metadata: { annotations: { [ANNOTATION]: 'true' } } },
      contentType: 'application/merge-patch+json',
      signal,
    }),
  );
}
