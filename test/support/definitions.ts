import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { TestControlPlane } from './control-plane';

const SHARED = join(__dirname, '..', '..', '..', 'shared', 'crds');

/** Go modules whose definitions the examples use, and which of them. */
const FROM_MODULES: [string, string[]?][] = [
  ['certManager'],
  ['cosi'],
  ['envoyGateway'],
  ['externalSnapshotter'],
  ['fluid'],
  ['gatewayApi', ['standard']],
  ['jobSet'],
  ['karpenter'],
  ['kmcp'],
  ['kserve', ['serving', 'localModel', 'storageContainer']],
  ['kubeRay'],
  ['kubeflowTrainer'],
  ['kueue'],
  ['leaderWorkerSet'],
  ['networkAttachmentDefinition'],
  ['objectBucket'],
  ['prometheusOperator'],
  ['sparkOperator'],
  ['sriovNetworkOperator'],
  ['volcano'],
];

/** Folders of definitions that no Go module carries; used when they are at hand. */
const FROM_SHARED = ['gpu-operator', 'kagent', 'karpenter-provider-aws', 'nvidia-network-operator'];

/**
 * Installs the real definitions, all or those of the modules and folders that are named; returns what is known then, as
 * `group/Kind`. The API server takes half a minute for all.
 */
export async function installCrds(controlPlane: TestControlPlane, only?: string[]): Promise<Set<string>> {
  const isWanted = (name: string): boolean => only?.includes(name) ?? true;
  const files: string[] = [];
  for (const [upstream, purposes] of FROM_MODULES.filter(([name]) => isWanted(name))) {
    files.push(...(await controlPlane.call<string[]>('crdFiles', { upstream, purposes })));
  }
  files.push(...sharedFiles(FROM_SHARED.filter(isWanted)));
  const definitions = applyDefinitions(controlPlane, files);
  return new Set(definitions.map(({ spec }) => `${spec.group}/${spec.names.kind}`));
}

/** Installs the definitions of one Go module. */
export async function applyModuleCrds(controlPlane: TestControlPlane, upstream: string): Promise<void> {
  applyDefinitions(controlPlane, await controlPlane.call<string[]>('crdFiles', { upstream }));
}

/** Installs definitions of a folder of the shared copies, those of some groups only; says whether they are at hand. */
export function applySharedCrds(controlPlane: TestControlPlane, folder: string, group: RegExp): boolean {
  return applyDefinitions(controlPlane, sharedFiles([folder]), group).length > 0;
}

function sharedFiles(folders: string[]): string[] {
  return folders
    .map((name) => join(SHARED, name))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.yaml'));
}

function applyDefinitions(controlPlane: TestControlPlane, files: string[], group = /./): any[] {
  const definitions = files
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()))
    .filter((object) => object?.kind === 'CustomResourceDefinition' && group.test(object.spec.group))
    .map(({ status: _status, ...definition }) => approved(definition));
  if (definitions.length === 0) return [];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: definitions });
  controlPlane.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], list);
  controlPlane.awaitDefinitions();
  return definitions;
}

/** COSI's definitions get this when they are installed (its kustomization.yaml), and are refused without. */
function approved(definition: any): any {
  if (definition.spec.group !== 'objectstorage.k8s.io') return definition;
  const annotations = {
    ...definition.metadata.annotations,
    'api-approved.kubernetes.io':
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/1979-object-storage-support',
  };
  return { ...definition, metadata: { ...definition.metadata, annotations } };
}

/** Starts the real Volcano and registers its webhooks as its chart does. */
export async function startAdmission(
  controlPlane: TestControlPlane,
  schedulerConfigYaml = 'actions: "allocate"\n',
): Promise<void> {
  const folder = await controlPlane.call<string>('chartFolder', { name: 'volcano' });
  const rendered = controlPlane.helm(['template', 'volcano', folder, '--namespace', 'volcano-system']);
  const webhooks = parseAllDocuments(rendered)
    .map((document) => document.toJS())
    .filter((object) => /^(Mutating|Validating)WebhookConfiguration$/.test(object?.kind));
  await controlPlane.call('startVolcano', { schedulerConfigYaml });
  const rewritten = await controlPlane.call('rewriteWebhooks', { manifests: webhooks });
  controlPlane.kubectl(
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: rewritten }),
  );
  await controlPlane.call('waitForAdmission');
}

/** Installs the definitions of charts that no Go module carries, from the shared copies. */
export async function installMissingCrds(controlPlane: TestControlPlane, blueprint: any): Promise<void> {
  const names = new Set<string>(
    blueprint.units.flatMap((unit: any) => (unit.chart === undefined ? [] : [unit.chart.name])),
  );
  const folders = [
    ...(names.has('kagent-crds') ? ['kagent'] : []),
    ...(names.has('gpu-operator') ? ['gpu-operator'] : []),
  ];
  applyDefinitions(controlPlane, sharedFiles(folders));
}
