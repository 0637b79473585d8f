import assert from 'node:assert/strict';
import test from 'node:test';

import type { ApiClient, Manifest } from '../../src/control-plane/index.js';
import { Kinds } from '../../src/rehearse/objects/rest.js';
import type { ClusterProgram } from '../../src/rehearse/scenarios/scenario.js';
import { installStanding, standingGroups } from '../../src/rehearse/standing-definitions.js';

const SNAPSHOT = 'snapshot.storage.k8s.io';

function program(apiVersions: readonly string[], more: readonly object[] = []): ClusterProgram {
  const objects = apiVersions.map((apiVersion) => ({ path: 'p', tokens: [], manifest: { apiVersion, kind: 'Any' } }));
  return { units: [{ kind: 'bundle', path: 'b', objects }, ...more] } as unknown as ClusterProgram;
}

const definitionOf = (group: string): object => ({
  kind: 'bundle',
  path: 'd',
  objects: [
    {
      path: 'd',
      tokens: [],
      manifest: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `things.${group}` },
        spec: { group, names: { kind: 'Thing', plural: 'things' }, scope: 'Namespaced', versions: [] },
      },
    },
  ],
});

test('a cluster has what its storage brings, as far as the program uses it', () => {
  assert.deepEqual(standingGroups(program([`${SNAPSHOT}/v1`, 'v1', 'acme.com/v1', 'objectbucket.io/v1alpha1'])), [
    'objectbucket.io',
    SNAPSHOT,
  ]);
  assert.deepEqual(standingGroups(program(['apps/v1'])), []);
});

test('what the program brings itself, by a chart or as an object, is left to it', () => {
  const chart = { kind: 'chart', path: 'c', chart: { crdGroups: [SNAPSHOT] } };
  assert.deepEqual(standingGroups(program([`${SNAPSHOT}/v1`], [chart])), []);
  assert.deepEqual(standingGroups(program([`${SNAPSHOT}/v1`], [definitionOf(SNAPSHOT)])), []);
});

test('its definitions come from the module, those of the group alone', async () => {
  const stored: Manifest[] = [];
  const request = async (method: string, path: string, options?: { readonly body?: unknown }): Promise<unknown> => {
    if (method === 'PATCH') {
      stored.push(options!.body as Manifest);
      return { status: 201, body: options!.body };
    }
    if (path === '/apis/apiextensions.k8s.io/v1') {
      const resources = [{ name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false }];
      return { status: 200, body: { resources } };
    }
    return { status: 200, body: { status: { conditions: [{ type: 'Established', status: 'True' }] } } };
  };
  const api = { request } as unknown as ApiClient;
  const context = { api, kinds: new Kinds(api), signal: new AbortController().signal };
  assert.deepEqual(await installStanding(context, [SNAPSHOT]), [SNAPSHOT]);
  assert.deepEqual(stored.map(({ metadata }) => metadata!.name).sort(), [
    `volumesnapshotclasses.${SNAPSHOT}`,
    `volumesnapshotcontents.${SNAPSHOT}`,
    `volumesnapshots.${SNAPSHOT}`,
  ]);
});
