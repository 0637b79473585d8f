import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MODULES = join(__dirname, '..', 'e2e', 'go');

/** Programs that only tests need, as Go modules under `test/e2e/go`: module folder → package and program. */
const TOOLS = {
  'fluid-admission': { package: '.', program: 'fluid-admission' },
  jobset: { package: 'sigs.k8s.io/jobset', program: 'jobset' },
  'kserve-localmodel': { package: 'github.com/kserve/kserve/cmd/localmodel', program: 'localmodel' },
  'kubeflow-trainer': {
    package: 'github.com/kubeflow/trainer/v2/cmd/trainer-controller-manager',
    program: 'trainer-controller-manager',
  },
  opentofu: { package: 'github.com/opentofu/opentofu/cmd/tofu', program: 'tofu' },
  prometheus: { package: 'github.com/prometheus/prometheus/cmd/promtool', program: 'promtool' },
  rclone: { package: '.', program: 'rclone' },
  'spark-admission': { package: '.', program: 'spark-admission' },
  'terraform-provider-kubectl': {
    package: 'github.com/gavinbunney/terraform-provider-kubectl',
    program: 'terraform-provider-kubectl',
  },
  versitygw: { package: 'github.com/versity/versitygw/cmd/versitygw', program: 'versitygw' },
} as const;

/** A program that only tests need. */
export type GoTool = keyof typeof TOOLS;

/** Path of the program; built once into the user's cache, keyed by what pins it. */
export function goTool(name: GoTool): string {
  const folder = join(MODULES, name);
  const pins = readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const target = join(
    cache,
    'cdktf-ai-cloud',
    `test-${name}-${createHash('sha256').update(pins).digest('hex').slice(0, 12)}`,
  );
  const program = join(target, TOOLS[name].program);
  if (existsSync(program)) return program;
  mkdirSync(target, { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  execFileSync(
    'go',
    ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', unfinished, TOOLS[name].package],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  renameSync(unfinished, program);
  return program;
}
