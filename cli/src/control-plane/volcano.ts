import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CertificateAuthority } from './certificates.js';
import type { PortReservations } from './ports.js';
import { waitUntil } from './readiness.js';
import type { ProcessSpec, SupervisedProcesses } from './supervised.js';
import type { Binaries, Manifest, VolcanoHandle, VolcanoOptions } from './types.js';
import { accepts, rewriteWebhooks, writeServingFiles } from './webhooks.js';

/** Admission paths that Volcano's chart switches on. */
export const DEFAULT_ADMISSION: readonly string[] = [
  '/jobs/mutate',
  '/jobs/validate',
  '/podgroups/validate',
  '/queues/mutate',
  '/queues/validate',
  '/hypernodes/validate',
  '/cronjobs/validate',
];

const CLIENT_FLAGS = ['--kube-api-qps=2000', '--kube-api-burst=2000'];
const NO_ADMISSION_WAIT_MS = 60_000;

/** What Volcano needs of the control plane. */
export interface VolcanoContext {
  readonly binaries: Binaries;
  readonly start: (spec: ProcessSpec) => Promise<void>;
  readonly running: SupervisedProcesses;
  readonly ports: PortReservations;
  readonly authority: CertificateAuthority;
  readonly kubeconfig: string;
  readonly signal?: AbortSignal;
}

/** Starts scheduler, controllers and, unless told otherwise, the webhook manager. */
export async function startVolcano(context: VolcanoContext, options: VolcanoOptions): Promise<VolcanoHandle> {
  const configDir = join(context.running.workDir, 'volcano', 'scheduler');
  await mkdir(configDir, { recursive: true });
  const writeSchedulerConfig = (yaml: string): Promise<void> => replaceFile(join(configDir, 'scheduler.conf'), yaml);
  await writeSchedulerConfig(options.schedulerConfigYaml);
  await context.start(schedulerSpec(context, options, join(configDir, 'scheduler.conf')));
  await context.start(controllersSpec(context, options));
  const port = options.admission === false ? undefined : await context.ports.reserve();
  if (port !== undefined) await context.start(await webhookSpec(context, options, port));
  return new Volcano(context, writeSchedulerConfig, port);
}

class Volcano implements VolcanoHandle {
  readonly caBundle: string;
  private readonly baseUrl: string | undefined;

  constructor(
    private readonly context: VolcanoContext,
    readonly writeSchedulerConfig: (yaml: string) => Promise<void>,
    private readonly port: number | undefined,
  ) {
    this.baseUrl = port === undefined ? undefined : `https://127.0.0.1:${port}`;
    this.caBundle = port === undefined ? '' : context.authority.caBundle;
  }

  webhookUrlFor(path: string): string | undefined {
    return this.baseUrl && this.baseUrl + path;
  }

  rewriteWebhooks<T extends Manifest>(manifests: readonly T[]): T[] {
    if (this.baseUrl === undefined) return manifests.filter((manifest) => !isVolcanoWebhook(manifest));
    return rewriteWebhooks(manifests, {
      baseUrl: this.baseUrl,
      caBundle: this.caBundle,
      serves: ({ name }) => name.endsWith('.volcano.sh'),
    });
  }

  async waitForAdmission(): Promise<void> {
    const { port } = this;
    if (port === undefined) return;
    await waitUntil(
      this.context.running,
      {
        what: "answering of Volcano's webhook manager, which first waits for its webhook configurations,",
        processes: ['vc-webhook-manager'],
        timeoutMs: NO_ADMISSION_WAIT_MS,
        signal: this.context.signal,
      },
      () => accepts(port),
    );
  }
}

function isVolcanoWebhook(manifest: Manifest): boolean {
  if (!manifest.kind.endsWith('WebhookConfiguration')) return false;
  const webhooks = (manifest['webhooks'] ?? []) as readonly { readonly name: string }[];
  return webhooks.length > 0 && webhooks.every(({ name }) => name.endsWith('.volcano.sh'));
}

function schedulerSpec(context: VolcanoContext, options: VolcanoOptions, configFile: string): ProcessSpec {
  return {
    name: 'vc-scheduler',
    command: context.binaries['vc-scheduler'],
    args: [
      ...common(context, options),
      ...CLIENT_FLAGS,
      '--leader-elect=false',
      `--scheduler-conf=${configFile}`,
      `--schedule-period=${options.schedulePeriod ?? '1s'}`,
      `--cache-dump-dir=${context.running.workDir}`,
      '--priority-class=true',
      ...(options.schedulerArgs ?? []),
    ],
  };
}

function controllersSpec(context: VolcanoContext, options: VolcanoOptions): ProcessSpec {
  return {
    name: 'vc-controller-manager',
    command: context.binaries['vc-controller-manager'],
    args: [...common(context, options), ...CLIENT_FLAGS, '--leader-elect=false'],
  };
}

async function webhookSpec(context: VolcanoContext, options: VolcanoOptions, port: number): Promise<ProcessSpec> {
  const files = await writeServingFiles(context.authority, join(context.running.workDir, 'secrets', 'volcano'));
  return {
    name: 'vc-webhook-manager',
    command: context.binaries['vc-webhook-manager'],
    args: [
      ...common(context, options),
      ...CLIENT_FLAGS,
      '--listen-address=127.0.0.1',
      `--port=${port}`,
      `--webhook-url=https://127.0.0.1:${port}`,
      `--ca-cert-file=${files.ca}`,
      `--tls-cert-file=${files.certificate}`,
      `--tls-private-key-file=${files.key}`,
      `--enabled-admission=${(options.enabledAdmission ?? DEFAULT_ADMISSION).join(',')}`,
    ],
  };
}

function common(context: VolcanoContext, options: VolcanoOptions): string[] {
  return [
    `--kubeconfig=${context.kubeconfig}`,
    `--scheduler-name=${options.schedulerName ?? 'volcano'}`,
    '--logtostderr',
    `-v=${options.logLevel ?? 2}`,
  ];
}

/** A watcher of the folder sees the file whole or not at all. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = join(file, '..', '..', 'scheduler.conf.new');
  await writeFile(draft, text);
  await rename(draft, file);
}
