import assert from 'node:assert/strict';
import test from 'node:test';

import type { ApiClient, NodeSpec } from '../../src/control-plane/index.js';
import { reportDevices } from '../../src/rehearse/registered-devices.js';

const NODES: NodeSpec[] = [
  { name: 'whole-1', annotations: {} },
  { name: 'whole-2' },
  { name: 'shared-1', annotations: { 'volcano.sh/node-vgpu-register': 'GPU-00' } },
];

test('changes nodes whose devices are registered, once the scheduler has begun', async () => {
  const done: string[] = [];
  const request = async (method: string, path: string): Promise<unknown> => {
    done.push(`${method} ${path}`);
    return { status: 200 };
  };
  let asked = 0;
  const log = async (): Promise<string> => {
    done.push('log');
    return (asked += 1) < 2 ? '' : 'I1124 scheduler.go:114] Scheduler completes Initialization and start to run';
  };
  const context = { api: { request } as unknown as ApiClient, signal: new AbortController().signal };
  await reportDevices(context, { log }, NODES);
  assert.deepEqual(done, ['log', 'log', 'PATCH /api/v1/nodes/shared-1']);
  done.splice(0);
  await reportDevices(context, { log }, NODES.slice(0, 2));
  assert.deepEqual(done, []);
});
