/** One cluster with four kinds of accelerators, each shared in the way that suits its work. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  Bundle,
  ClusterAccess,
  DeviceSoftware,
  KubernetesObject,
  NodeSelector,
  Sharing,
  Size,
} from 'cdktf-ai-cloud';

export class Accelerators extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });

    // Inference of small models: partitions with memory and compute of their own; two devices of each node stay whole.
    cluster.pools.add('h100', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h100' }),
      expectedNodes: 4,
      accelerator: Accelerator.NVIDIA_H100,
      devicesPerNode: 8,
      sharing: Sharing.mig({ '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }, { devices: 6 }),
    });

    // Tests of one team, which trust each other with the memory: four pods take turns on a device.
    cluster.pools.add('t4', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 't4' }),
      expectedNodes: 2,
      accelerator: Accelerator.NVIDIA_T4,
      devicesPerNode: 4,
      sharing: Sharing.timeSlicing({ replicas: 4 }),
    });

    // Notebooks: as much memory and compute as each asks for, in a queue.
    const l20 = cluster.pools.add('l20', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'l20' }),
      expectedNodes: 4,
      accelerator: Accelerator.NVIDIA_L20,
      devicesPerNode: 8,
      sharing: Sharing.volcanoVgpu(),
    });
    const notebooks = cluster.queues.add('notebooks', { pool: l20, deservedDevices: 16 });

    // Training on another vendor's devices, whole. Huawei's device plugin is pulled from where you have put it.
    const ascend = cluster.pools.add('ascend', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'ascend' }),
      expectedNodes: 8,
      accelerator: Accelerator.ASCEND_910B3,
      devicesPerNode: 8,
      deviceSoftware: DeviceSoftware.ascend({ image: 'registry.acme.com/ascend/ascend-k8sdeviceplugin:v7.0.RC1' }),
    });
    cluster.queues.add('pretraining', { pool: ascend, deservedDevices: 64 });

    // What a pod of your own carries to get its part of a device.
    const part = l20.allocate(this, { memory: Size.gibibytes(10), computePercent: 25 });
    new KubernetesObject(new Bundle(this, 'Notebook', { target: cluster }), 'Pod', {
      manifest: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'notebook',
          namespace: 'default',
          labels: part.labels,
          annotations: { ...part.annotations, 'scheduling.volcano.sh/queue-name': notebooks.queueName },
        },
        spec: {
          schedulerName: notebooks.schedulerName,
          nodeSelector: l20.nodeLabels,
          tolerations: l20.tolerations,
          containers: [
            {
              name: 'notebook',
              image: 'registry.acme.com/ml/notebook:2026.11',
              resources: { requests: part.resources, limits: part.resources },
            },
          ],
        },
      },
    });
  }
}
