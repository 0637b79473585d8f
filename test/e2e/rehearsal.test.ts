import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleNames, synthesiseInto } from '../support/examples';

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
  const folder = mkdtempSync(join(tmpdir(), `cdktf-ai-cloud-rehearsal-${example}-`));
  try {
    synthesiseInto(example, folder);
    const json = join(folder, 'rehearsal.json');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, 'rehearse', folder, ...DEFINITIONS, '--json', json],
      { encoding: 'utf8' },
    );
    return { code: status, output: `${stdout}${stderr}`, report: JSON.parse(readFileSync(json, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
