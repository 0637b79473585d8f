import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleNames, synthesiseInto, synthesisePageInto } from '../support/examples';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '..', '..');
const CLI = join(ROOT, 'cli', 'dist', 'main.js');
const SHARED = join(ROOT, '..', 'shared', 'crds');

/** Definitions that no Go module carries come from the shared copies; without those their objects stay unchecked. */
const DEFINITIONS = existsSync(SHARED) ? ['--crds', SHARED] : ['--allow-unchecked'];

interface Rehearsal {
  readonly code: number | null;
  readonly output: string;
  readonly report: any;
}

const rehearsals = new Map<string, Rehearsal>();

/** Once for all tests that look at it, since each takes minutes. */
function rehearse(example: string): Rehearsal {
  const known = rehearsals.get(example);
  if (known) return known;
  const result = rehearsed((folder) => {
    synthesiseInto(example, folder);
    return folder;
  });
  rehearsals.set(example, result);
  return result;
}

/** Rehearses what is synthesised into a folder; the program may stand below it. */
function rehearsed(synthesise: (folder: string) => string): Rehearsal {
  const root = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-rehearsal-'));
  try {
    const folder = synthesise(root);
    const json = join(root, 'rehearsal.json');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, 'rehearse', folder, ...DEFINITIONS, '--json', json],
      { encoding: 'utf8' },
    );
    return { code: status, output: `${stdout}${stderr}`, report: JSON.parse(readFileSync(json, 'utf8')) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test.each(exampleNames())('%s is accepted by a real API server and every scenario holds', (example) => {
  const { code, output, report } = rehearse(example);
  expect(report.reasons).toStrictEqual([]);
  expect(report.held).toBe(true);
  expect(code).toBe(0);
  expect(output).toContain('everything held');

  const outcomes: string[] = report.clusters.flatMap((cluster: any) =>
    cluster.units.flatMap((unit: any) => unit.objects.map((object: any) => object.outcome)),
  );
  expect(outcomes.filter((outcome) => outcome === 'accepted').length).toBeGreaterThan(30);
  expect(outcomes.filter((outcome) => outcome === 'refused' || outcome === 'changed')).toStrictEqual([]);
});

/** Every scenario that is played, with how it ended. */
function statesOf({ report }: Rehearsal): unknown {
  return report.clusters[0].scenarios.map(({ name, state }: any) => [name, state]);
}

/** The number that a scenario measured. */
function measured({ report }: Rehearsal, scenario: string): any {
  return report.clusters[0].scenarios.find(({ name }: any) => name === scenario).measured;
}

test('training-cluster holds in every scenario, with two vendors, shared devices and work of each kind on it', () => {
  const rehearsal = rehearse('training-cluster');
  expect(statesOf(rehearsal)).toStrictEqual([
    ['effective-configuration', 'held'],
    ['training-jobs-run', 'held'],
    ['gang-all-or-nothing', 'held'],
    ['node-lost', 'held'],
    ['serving-reclaims', 'held'],
    ['fair-share', 'held'],
    ['tenant-flood', 'held'],
    ['one-hypernode', 'held'],
    ['elastic-gang', 'held'],
    ['warm-before-serving', 'skipped'],
    ['webhooks-down', 'held'],
  ]);
  expect(measured(rehearsal, 'training-jobs-run')).toMatchObject({ running: 9, waiting: 0 });
  expect(measured(rehearsal, 'fair-share').heldAlone).toBe(120);
  expect(measured(rehearsal, 'one-hypernode')).toMatchObject({ placesFreeInAll: 12, tier: 1 });
});

test('model-store starts no replica before its model is warm, in five clouds', () => {
  const { report } = rehearse('model-store');
  const states = report.clusters.map(({ cluster, scenarios }: any) => [
    cluster,
    scenarios.find(({ name }: any) => name === 'warm-before-serving').state,
  ]);
  expect(states).toStrictEqual(
    ['alibaba', 'aws-china', 'baidu', 'generic', 'tencent'].map((place) => [`model-store-${place}/Cluster`, 'held']),
  );
});

test('training-cluster tells what the rehearsal made in place of operators and storage', () => {
  const { report } = rehearse('training-cluster');
  const [{ standIns, workloads }] = report.clusters;
  expect(standIns.objects).toContain('RuntimeClass/nvidia');
  expect(standIns.objects).toContain('PersistentVolumeClaim/training-rdma/pretrain-checkpoints');
  expect(standIns.volumes).toContain('training/home-notebook-explore-0');
  expect(workloads).toMatchObject({ refused: [], waiting: [] });
});

test('every scenario of training holds on the program that the page about rehearsal shows', () => {
  const rehearsal = rehearsed((root) => synthesisePageInto('pages/rehearsal', root));
  const { code, output, report } = rehearsal;
  expect(report.reasons).toStrictEqual([]);
  expect(code).toBe(0);
  expect(statesOf(rehearsal)).toStrictEqual([
    ['effective-configuration', 'held'],
    ['training-jobs-run', 'held'],
    ['gang-all-or-nothing', 'held'],
    ['node-lost', 'held'],
    ['serving-reclaims', 'skipped'],
    ['fair-share', 'held'],
    ['tenant-flood', 'held'],
    ['one-hypernode', 'held'],
    ['elastic-gang', 'held'],
    ['warm-before-serving', 'skipped'],
    ['webhooks-down', 'held'],
  ]);
  expect(output).toContain('no endpoint serves from a queue on pool gpus');
});
