import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { attempt, Outcome } from './control-plane';
import { goTool } from './go-tool';

const KUBECTL_PROVIDER_VERSION = '1.19.0';

/** The provider of per-object delivery that tests can build. */
export const KUBECTL_PROVIDER = { providerSource: 'gavinbunney/kubectl', providerVersion: KUBECTL_PROVIDER_VERSION };

/** Terraform from the PATH, else OpenTofu from the PATH, else OpenTofu built from its Go module. */
export function terraformProgram(): string {
  for (const name of ['terraform', 'tofu']) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const candidate = join(folder, name);
      if (folder !== '' && existsSync(candidate)) return candidate;
    }
  }
  return goTool('opentofu');
}

/** One Terraform working folder whose providers come from a mirror on this machine. */
export class Terraform {
  private readonly environment: NodeJS.ProcessEnv;

  constructor(
    private readonly folder: string,
    private readonly program: string = terraformProgram(),
  ) {
    const config = join(folder, 'terraform.rc');
    writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = "${this.mirror()}"\n  }\n}\n`);
    this.environment = { ...process.env, TF_CLI_CONFIG_FILE: config, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  }

  public run(...args: string[]): string {
    return execFileSync(this.program, [...args, '-no-color'], {
      cwd: this.folder,
      env: this.environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
  }

  public attempt(...args: string[]): Outcome {
    return attempt(() => this.run(...args));
  }

  /** Starts a command and leaves it running. */
  public start(...args: string[]): Promise<Outcome> {
    const child = spawn(this.program, [...args, '-no-color'], { cwd: this.folder, env: this.environment });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    return new Promise((resolve) => child.once('exit', (code) => resolve({ code: code ?? 1, output })));
  }

  private mirror(): string {
    const mirror = join(this.folder, 'mirror');
    const target = `${platform()}_${{ x64: 'amd64' }[arch() as string] ?? arch()}`;
    for (const host of ['registry.terraform.io', 'registry.opentofu.org']) {
      const folder = join(mirror, host, KUBECTL_PROVIDER.providerSource, KUBECTL_PROVIDER_VERSION, target);
      mkdirSync(folder, { recursive: true });
      copyFileSync(
        goTool('terraform-provider-kubectl'),
        join(folder, `terraform-provider-kubectl_v${KUBECTL_PROVIDER_VERSION}`),
      );
    }
    return mirror;
  }
}
