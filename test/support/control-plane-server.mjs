/**
 * A control plane for tests: started as a process, told by lines of JSON on standard input, ended with it.
 * Requests `{ id, method, params }` are answered by `{ id, result }` or `{ id, error }`.
 */
import { createInterface } from 'node:readline';
import {
  buildBinaries,
  ControlPlane,
  downloadModules,
  kserveValidate,
  rewriteWebhooks,
} from '../../cli/dist/control-plane/index.js';
import { moduleOfChart } from '../../cli/dist/control-plane/modules.js';
import { chartDir, crdFiles } from '../../cli/dist/control-plane/upstream.js';

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const binaries = await buildBinaries({ onProgress: (p) => process.stderr.write(`${p.subject}: ${p.message}\n`) });
const controlPlane = await ControlPlane.start({ binaries });
let volcano;

const methods = {
  stopProcess: ({ name }) => controlPlane.stopProcess(name),
  startProcess: ({ name }) => controlPlane.startProcess(name),
  addNodes: ({ nodes }) => controlPlane.addNodes(nodes),
  startVolcano: async (options) => {
    volcano = await controlPlane.startVolcano(options);
  },
  writeSchedulerConfig: ({ yaml }) => volcano.writeSchedulerConfig(yaml),
  exitOf: ({ name }) => controlPlane.exitOf(name),
  rewriteWebhooks: ({ manifests }) => volcano.rewriteWebhooks(manifests),
  waitForAdmission: () => volcano.waitForAdmission(),
  kserveValidate: ({ yaml }) => kserveValidate(yaml),
  chartFolder: async ({ name }) =>
    moduleOfChart(name) === undefined ? null : await chartDir(name, controlPlane.workDir),
  moduleFolder: async ({ upstream }) => (await downloadModules([upstream]))[upstream],
  reserveWebhookServer: ({ name }) => controlPlane.reserveWebhookServer(name),
  runProgram: (spec) =>
    controlPlane.runProgram({ ...spec, env: { KUBECONFIG: controlPlane.kubeconfigPath, ...spec.env } }),
  listening: ({ name, port }) => controlPlane.listening(name, port),
  log: ({ name }) => controlPlane.log(name),
  pointWebhooks: ({ manifests, server }) => rewriteWebhooks(manifests, { ...server, serves: () => true }),
  crdFiles: ({ upstream, purposes }) => crdFiles(upstream, purposes),
};

say({
  ready: {
    kubeconfig: controlPlane.kubeconfigPath,
    kubectl: binaries.kubectl,
    helm: binaries.helm,
    url: controlPlane.apiServerUrl,
  },
});

const lines = createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { id, method, params } = JSON.parse(line);
  try {
    say({ id, result: (await methods[method](params ?? {})) ?? null });
  } catch (error) {
    say({ id, error: String(error?.stack ?? error) });
  }
});
lines.on('close', async () => {
  await controlPlane.stop();
  process.exit(0);
});
