'use strict';

/** One measurement in a process of its own: `child.js synth <variant> <objects> <folder> <lib>` or `child.js import <module> [name]`. */
const { performance } = require('node:perf_hooks');

const [, , what, ...rest] = process.argv;

if (what === 'import') {
  const start = performance.now();
  const [module, name] = rest;
  const loaded = require(module);
  if (name !== undefined && typeof loaded[name] !== 'function') throw new Error(`no ${name} in ${module}`);
  report({ milliseconds: performance.now() - start });
} else {
  const [variant, objects, folder, lib] = rest;
  const { build } = VARIANTS()[variant](Number(objects), folder, lib);
  const { deployment } = require('./workload');
  const cpu = process.cpuUsage();
  const start = performance.now();
  const synth = build(deployment);
  const built = performance.now();
  synth();
  const end = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  report({ build: built - start, synth: end - built, milliseconds: end - start, cpu: (user + system) / 1000 });
}

function report(numbers) {
  process.stdout.write(`${JSON.stringify({ ...numbers, peakKilobytes: process.resourceUsage().maxRSS })}\n`);
}

/** Imports happen here, outside of what is timed: importing is measured on its own. */
function VARIANTS() {
  return { ours, cdk8s, manifest };
}

function ours(objects, outdir, lib) {
  const { App, TerraformStack } = require('cdktf');
  const { Construct } = require('constructs');
  const { ClusterAccess, Delivery, KubernetesObject, ShardedBundle } = require(lib);
  return {
    build: (deployment) => {
      const app = new App({ outdir });
      const stack = new TerraformStack(app, 'bench');
      const target = Object.assign(new Construct(stack, 'Cluster'), {
        access: ClusterAccess.kubeconfig('~/.kube/config'),
        delivery: Delivery.helm(),
        releaseNamespace: 'default',
      });
      const shards = Math.max(2, Math.ceil(objects / 150));
      const bundle = new ShardedBundle(stack, 'Services', { target, shards });
      for (let i = 0; i < objects; i += 1) {
        const manifest = deployment(i);
        const { name } = manifest.metadata;
        new KubernetesObject(bundle.bundleFor(name), name, { manifest });
      }
      return () => app.synth();
    },
  };
}

function cdk8s(objects, outdir) {
  const { ApiObject, App, Chart } = require('cdk8s');
  return {
    build: (deployment) => {
      const app = new App({ outdir });
      const chart = new Chart(app, 'bench');
      for (let i = 0; i < objects; i += 1) {
        const manifest = deployment(i);
        new ApiObject(chart, manifest.metadata.name, manifest);
      }
      return () => app.synth();
    },
  };
}

function manifest(objects, outdir) {
  const { App, TerraformStack } = require('cdktf');
  const { Manifest } = require('@cdktf/provider-kubernetes/lib/manifest');
  const { KubernetesProvider } = require('@cdktf/provider-kubernetes/lib/provider');
  return {
    build: (deployment) => {
      const app = new App({ outdir });
      const stack = new TerraformStack(app, 'bench');
      new KubernetesProvider(stack, 'Kubernetes', { configPath: '~/.kube/config' });
      for (let i = 0; i < objects; i += 1) {
        const manifest = deployment(i);
        new Manifest(stack, manifest.metadata.name, { manifest });
      }
      return () => app.synth();
    },
  };
}
