import assert from 'node:assert/strict';
import test from 'node:test';

import type { ApiClient, Manifest } from '../../src/control-plane/index.js';
import { Kinds } from '../../src/rehearse/objects/rest.js';
import { namedBy, StandIns } from '../../src/rehearse/stand-ins.js';

const RESOURCES = [
  { name: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', namespaced: true },
  { name: 'persistentvolumes', kind: 'PersistentVolume', namespaced: false },
  { name: 'runtimeclasses', kind: 'RuntimeClass', namespaced: false },
];

/** An API server that keeps what is applied; claims wait until a volume names them. */
function server(present: readonly Manifest[] = []): { api: ApiClient; stored: Map<string, any> } {
  const stored = new Map<string, any>();
  const place = ({ kind, metadata }: Manifest): string =>
    `${kind === 'PersistentVolumeClaim' ? `${metadata!.namespace}/` : ''}${metadata!.name}`;
  present.forEach((one) => stored.set(`${one.kind} ${place(one)}`, one));
  const request = async (method: string, path: string, options?: { readonly body?: unknown }): Promise<unknown> => {
    const body = options?.body as Manifest | undefined;
    if (method === 'PATCH') {
      stored.set(`${body!.kind} ${place(body!)}`, body);
      return { status: 201, body };
    }
    if (path === '/api/v1' || path === '/apis/node.k8s.io/v1') return { status: 200, body: { resources: RESOURCES } };
    const [, namespace, plural, name] =
      /(?:namespaces\/([^/]+)\/)?(persistentvolumeclaims|persistentvolumes|runtimeclasses)(?:\/([^/]+))?$/.exec(path)!;
    const { kind } = RESOURCES.find((one) => one.name === plural)!;
    if (name === undefined) {
      return { status: 200, body: { items: [...stored.values()].filter((one) => one.kind === kind) } };
    }
    const found = stored.get(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`);
    return found ? { status: 200, body: found } : { status: 404, body: {} };
  };
  return { api: { request } as unknown as ApiClient, stored };
}

function standIns(api: ApiClient, own: readonly Manifest[] = []): StandIns {
  return new StandIns({ api, kinds: new Kinds(api), signal: new AbortController().signal }, own);
}

function claim(name: string, more: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'team', uid: `uid-${name}` },
    ...more,
  };
}

/** A Volcano job whose pods name a runtime class and a claim. */
function job(claimName: string): Manifest {
  const volumes = [
    { name: 'data', persistentVolumeClaim: { claimName } },
    { name: 'shm', emptyDir: {} },
  ];
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name: 'train', namespace: 'team' },
    spec: { tasks: [{ template: { spec: { runtimeClassName: 'nvidia', volumes, containers: [] } } }] },
  };
}

test('finds what pods name wherever their templates stand, but not in definitions', () => {
  const named = namedBy(job('checkpoints')).map(({ kind, metadata }) => [kind, metadata!.namespace, metadata!.name]);
  assert.deepEqual(named, [
    ['RuntimeClass', undefined, 'nvidia'],
    ['PersistentVolumeClaim', 'team', 'checkpoints'],
  ]);
  const definition = { ...job('x'), apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  assert.deepEqual(namedBy(definition), []);
});

test('makes what pods name and nobody brings, once', async () => {
  const { api, stored } = server();
  const made = standIns(api);
  await Promise.all([made.provideFor([job('checkpoints')], []), made.provideFor([job('checkpoints')], [])]);
  assert.deepEqual(made.result().objects, ['PersistentVolumeClaim/team/checkpoints', 'RuntimeClass/nvidia']);
  assert.equal(stored.get('RuntimeClass nvidia').handler, 'nvidia');
  assert.deepEqual(stored.get('PersistentVolumeClaim team/checkpoints').spec.accessModes, ['ReadWriteMany']);
});

test('leaves alone what the program, the same release or the cluster has', async () => {
  const { api, stored } = server([
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'nvidia' } },
  ]);
  const made = standIns(api, [claim('of-program')]);
  await made.provideFor([job('of-program'), job('of-release')], [claim('of-release')]);
  assert.deepEqual(made.result().objects, []);
  assert.equal(stored.size, 1);
});

test('gives a waiting claim a volume of its own, of its class, size and mode, and leaves bound ones', async () => {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '20Gi' } },
    storageClassName: 'fast',
    volumeMode: 'Block',
  };
  const { api, stored } = server([
    claim('home', { spec, status: { phase: 'Pending' } }),
    claim('old', { spec: { ...spec, volumeName: 'pv-1' }, status: { phase: 'Bound' } }),
  ]);
  const made = standIns(api);
  const providing = made.provideVolumes();
  made.close();
  await providing;
  assert.deepEqual(made.result().volumes, ['team/home']);
  const { capacity, accessModes, storageClassName, volumeMode, claimRef } = stored.get(
    'PersistentVolume rehearsal-uid-home',
  ).spec;
  assert.deepEqual(
    [capacity, accessModes, storageClassName, volumeMode],
    [{ storage: '20Gi' }, ['ReadWriteOnce'], 'fast', 'Block'],
  );
  assert.deepEqual([claimRef.namespace, claimRef.name, claimRef.uid], ['team', 'home', 'uid-home']);
});
