import type { Blueprint, ModelFact } from '../blueprint/index.js';
import { table } from '../table.js';

const GIB = 2 ** 30;
const MEGA = 1e6;

/** Models and datasets: what each tier holds of them, and what it takes to warm them. */
export function modelTable(blueprints: readonly Blueprint[]): string {
  const models = blueprints.flatMap((blueprint) => blueprint.models);
  if (models.length === 0) return 'The program has no models.';
  const sorted = [...models].sort((a, b) => (title(a) < title(b) ? -1 : 1));
  const hasCost = models.some(({ cost }) => cost !== undefined);
  return table(
    [
      ...['name', 'kind', 'stands in', 'size', 'copies', 'hot', 'warms in', 'read of the warm tier', 'peer to peer'],
      ...(hasCost ? ['per month', 'to fill'] : []),
      'hot on',
    ],
    sorted.map((model) => [...rowOf(model), ...(hasCost ? costsOf(model) : []), hotOn(model)]),
  );
}

function hotOn({ hotPools }: ModelFact): string {
  return hotPools.length === 0 ? '-' : hotPools.map(poolOf).join(', ');
}

/** What all tiers cost together in a month, and what filling the hot tier costs once. */
function costsOf({ cost }: ModelFact): string[] {
  if (cost === undefined) return ['-', '-'];
  const monthly = [cost.hotPerMonth, cost.warmPerMonth, cost.coldPerMonth].filter((amount) => amount !== undefined);
  const money = (amount: number): string => `${amount.toFixed(2)} ${cost.currency}`;
  return [
    monthly.length === 0 ? '-' : money(monthly.reduce((sum, amount) => sum + amount, 0)),
    cost.fillOnce === undefined ? '-' : money(cost.fillOnce),
  ];
}

function placeOf({ archive }: ModelFact): string {
  if (archive === undefined) return 'warm';
  const { storageClass, restoreSeconds, restored } = archive;
  if (restored || restoreSeconds === 0) return storageClass;
  return `${storageClass}, back in ${time(restoreSeconds)}`;
}

function rowOf(model: ModelFact): (string | number)[] {
  const { warmUp } = model;
  return [
    title(model),
    model.kind ?? 'model',
    placeOf(model),
    gibibytes(model.sizeBytes),
    warmUp?.copies ?? '-',
    warmUp === undefined ? '-' : gibibytes(warmUp.egressBytes),
    warmUp?.seconds === undefined ? '-' : time(warmUp.seconds),
    warmUp === undefined ? '-' : reads(warmUp.egressBytes, warmUp.getRequests),
    warmUp === undefined ? '-' : reads(warmUp.peerToPeerEgressBytes, warmUp.peerToPeerGetRequests),
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
