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

function rehearse(example: string): Rehearsal {
  return rehearsed((folder) => {
    synthesiseInto(example, folder);
    return folder;
  });
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

test('every scenario of training holds on the program that the page about rehearsal shows', () => {
  const { code, output, report } = rehearsed((root) => synthesisePageInto('pages/rehearsal', root));
  expect(report.reasons).toStrictEqual([]);
  expect(code).toBe(0);
  const states = report.clusters[0].scenarios.map(({ name, state }: any) => [name, state]);
  expect(states).toStrictEqual([
    ['effective-configuration', 'held'],
    ['training-jobs-run', 'held'],
    ['gang-all-or-nothing', 'held'],
    ['node-lost', 'held'],
    ['serving-reclaims', 'skipped'],
    ['fair-share', 'held'],
    ['tenant-flood', 'held'],
    ['one-hypernode', 'held'],
    ['elastic-gang', 'held'],
    ['webhooks-down', 'held'],
  ]);
  expect(output).toContain('no endpoint serves from a queue on pool gpus');
});
