import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, Outcome } from './control-plane';
import { goTool } from './go-tool';

/** Runs promtool on files in a folder of their own. Its YAML is a superset of JSON. */
export function promtool(args: string[], files: Record<string, unknown>): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    const program = goTool('prometheus');
    return attempt(() =>
      execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
