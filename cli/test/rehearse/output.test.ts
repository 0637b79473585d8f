import assert from 'node:assert/strict';
import test from 'node:test';

import { asJunit, asText } from '../../src/rehearse/index.js';
import type { RehearsalResult } from '../../src/rehearse/index.js';
import { reasonsAgainst } from '../../src/rehearse/result.js';
import { report } from '../../src/report/index.js';
import { table } from '../../src/table.js';
import { program } from './helpers.js';

const FOUND: RehearsalResult = {
  version: 1,
  program: 'cdktf.out',
  held: false,
  reasons: ['1 object refused'],
  seconds: 12.34,
  clusters: [
    {
      cluster: 's/Cluster',
      nodes: 18,
      units: [
        {
          path: 's/Queues',
          kind: 'bundle',
          release: 'default/queues',
          seconds: 0.5,
          notes: ['a note'],
          objects: [
            { object: 'Queue/a', apiVersion: 'v1', outcome: 'accepted' },
            {
              object: 'Queue/b',
              apiVersion: 'v1',
              outcome: 'refused',
              path: 's/Queues/B',
              reason: 'value < 1 & "so on"',
            },
            { object: 'Queue/c', apiVersion: 'v1', outcome: 'not-checked', reason: 'unknown kind' },
            { object: 'Queue/d', apiVersion: 'v1', outcome: 'changed', changed: ['/spec/weight'] },
            { object: 'Hook/e', apiVersion: 'v1', outcome: 'left-out', reason: 'webhook not running here' },
          ],
        },
      ],
      scenarios: [
        {
          name: 'node-lost',
          state: 'failed',
          summary: 'not in time',
          checks: [{ text: 'runs whole', held: false }],
          measured: {},
          seconds: 90,
        },
      ],
    },
  ],
};

test('shows numbers by unit, then everything that is not plain, then the verdict', () => {
  const text = asText(FOUND);
  assert.match(text, /s\/Queues +bundle +5 +1 +1 +1 +1 +1/);
  assert.match(text, /✖ Queue\/b at s\/Queues\/B refused: value < 1/);
  assert.match(text, /\? Queue\/c at s\/Queues not checked: unknown kind/);
  assert.match(text, /~ Queue\/d at s\/Queues changed by admission: \/spec\/weight/);
  assert.match(text, /· s\/Queues: 1 left out: webhook not running here/);
  assert.match(text, /node-lost +failed +90\.0 s +1 of 1 checks do not hold\n\n✖ node-lost: runs whole\n/);
  assert.match(text, /Rehearsed in 12\.3 s, and it did not hold: 1 object refused\.$/);
});

test('breaks what a scenario saw into lines of a readable width', () => {
  const [cluster] = FOUND.clusters;
  const seen = Array.from({ length: 40 }, (_, index) => `word-${index}`).join(' ');
  const scenario = { ...cluster!.scenarios[0]!, state: 'held' as const, checks: [], summary: seen };
  const lines = asText({ ...FOUND, clusters: [{ ...cluster!, scenarios: [scenario] }] }).split('\n');
  const from = lines.findIndex((line) => line.startsWith('node-lost'));
  const cells = lines.slice(from, from + 5).map((line) => line.slice(lines[from]!.indexOf('word-0')));
  assert.equal(cells.slice(0, 4).join(' '), seen);
  assert.ok(cells.every((cell) => cell.length <= 90));
  assert.equal(cells[4], '');
});

test('tells what it made in place of controllers that do not run here', () => {
  const [cluster] = FOUND.clusters;
  const told = (standIns: NonNullable<(typeof FOUND.clusters)[0]['standIns']>): string =>
    asText({ ...FOUND, clusters: [{ ...cluster!, standIns }] });
  const text = told({ objects: ['RuntimeClass/nvidia'], volumes: ['team/home'] });
  assert.match(text, /· made here, since pods name them and nobody provides them: RuntimeClass\/nvidia\n/);
  assert.match(text, /· storage that nobody provides here: volumes made for team\/home\n/);
  const standing = told({ objects: [], volumes: [], definitions: ['snapshot.storage.k8s.io'] });
  assert.match(
    standing,
    /· definitions that the cluster itself has, and the program uses: snapshot\.storage\.k8s\.io\n/,
  );
  assert.doesNotMatch(told({ objects: [], volumes: [] }), /provide/);
});

test('writes JUnit with a case for each object and scenario', () => {
  const xml = asJunit(FOUND, false);
  assert.match(xml, /<testsuite name="s\/Queues" tests="5" failures="2" skipped="1"/);
  assert.match(xml, /<failure type="refused" message="value &lt; 1 &amp; &quot;so on&quot;"\/>/);
  assert.match(xml, /<testcase classname="s\/Cluster" name="node-lost" time="90\.0"><failure/);
  assert.match(asJunit(FOUND, true), /<testsuite name="s\/Queues" tests="5" failures="1" skipped="2"/);
});

test('an object that was not checked counts unless that is allowed', () => {
  const against = reasonsAgainst(FOUND.clusters, false);
  assert.deepEqual(
    against.map((reason) => reason.slice(0, 20)),
    ['1 object refused', '1 object not checked', 'scenario node-lost f'],
  );
  assert.equal(reasonsAgainst(FOUND.clusters, true).length, 2);
});

test('sets numbers to the right and text to the left', () => {
  assert.equal(
    table(
      ['name', 'n'],
      [
        ['a', 10],
        ['bb', 5],
      ],
    ),
    'name   n\n────  ──\na     10\nbb     5',
  );
});

test('reports capacity, images and the structure of a program', async (t) => {
  const text = await report(
    program(t, (blueprint) => {
      blueprint.models = [
        {
          path: 'small-cloud/Model',
          cluster: 'small-cloud/Cluster',
          namespace: 'serving',
          name: 'm',
          sizeBytes: 1,
          source: 's3://x',
          claim: 'm',
          hotPools: [{ pool: 'h800', replicas: 1, bytesPerNode: 66 * 2 ** 30, nvmePerNode: 3 * 2 ** 40 }],
        },
      ];
    }),
  );
  assert.match(text, /h800 +NVIDIA-H800 +16 +128 +128 +16 +64 +32 +3072 GiB +66 GiB/);
  assert.match(text, /- registry\.acme\.com\/train@sha256:a{64}/);
  assert.match(text, /subgraph s0\["small-cloud"\]/);
  assert.match(text, /u1\[\["Volcano"\]\]/);
  assert.match(text, /u3 --> u4/);
  assert.doesNotMatch(text, /u0 --> u4/, 'what follows from other arrows is left out');
});

test('reports what queues deserve of devices that are shared in devices', async (t) => {
  const text = await report(
    program(t, (blueprint) => {
      blueprint.pools[0]!.allocatable = {
        cpu: '64',
        memory: '1Ti',
        'volcano.sh/vgpu-number': '80',
        'volcano.sh/vgpu-cores': '800',
      };
      for (const queue of blueprint.queues) {
        queue.deserved = { cpu: '8', 'volcano.sh/vgpu-number': '160', 'volcano.sh/vgpu-cores': '1600' };
      }
    }),
  );
  assert.match(text, /h800 +NVIDIA-H800 +16 +128 +32 /, 'two queues with sixteen devices each');
});
