import type { Blueprint, ModelFact } from '../blueprint/index.js';
import { table } from '../table.js';

const GIB = 2 ** 30;
const MEGA = 1e6;

/** Models and datasets: what each tier holds of them, and what it takes to warm them. */
export function modelTable(blueprints: readonly Blueprint[]): string {
  const models = blueprints.flatMap((blueprint) => blueprint.models);
  if (models.length === 0) return 'The program has no models.';
  return table(
    ['name', 'kind', 'warm', 'copies', 'hot', 'warms in', 'read of the warm tier', 'peer to peer', 'hot on'],
    [...models].sort((a, b) => (title(a) < title(b) ? -1 : 1)).map(rowOf),
  );
}

function rowOf(model: ModelFact): (string | number)[] {
  const { warmUp } = model;
  return [
    title(model),
    model.kind ?? 'model',
    gibibytes(model.sizeBytes),
    warmUp?.copies ?? '-',
    warmUp === undefined ? '-' : gibibytes(warmUp.egressBytes),
    warmUp?.seconds === undefined ? '-' : time(warmUp.seconds),
    warmUp === undefined ? '-' : reads(warmUp.egressBytes, warmUp.getRequests),
    warmUp === undefined ? '-' : reads(warmUp.peerToPeerEgressBytes, warmUp.peerToPeerGetRequests),
    model.hotPools.map(poolOf).join(', '),
  ];
}

function title({ name, version }: ModelFact): string {
  return version === undefined ? name : `${name} ${version}`;
}

function reads(bytes: number, requests: number): string {
  return `${gibibytes(bytes)}, ${requests < MEGA ? requests : `${(requests / MEGA).toFixed(1)} M`} GET`;
}

/** The pool, with what each of its nodes gives and how much of its NVMe that is. */
function poolOf({ pool, bytesPerNode, nvmePerNode }: ModelFact['hotPools'][number]): string {
  const share = nvmePerNode === 0 ? '' : ` = ${percent(bytesPerNode / nvmePerNode)}`;
  return `${pool} (${gibibytes(bytesPerNode)} per node${share})`;
}

function gibibytes(bytes: number): string {
  const amount = bytes / GIB;
  return `${amount >= 10 || amount === 0 ? Math.ceil(amount) : Math.max(0.1, Math.ceil(amount * 10) / 10)} GiB`;
}

function percent(share: number): string {
  const amount = share * 100;
  return amount < 1 ? '<1 %' : `${Math.round(amount)} %`;
}

function time(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
