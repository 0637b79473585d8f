/**
 * A training cluster of a company: servers of two vendors, devices shared in three ways, a RoCE fabric whose topology the
 * scheduler knows, queues in two levels, and work of each kind. Serving shares the largest pool and takes back what it
 * lends.
 */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  DeviceSoftware,
  Fabric,
  InventoryNode,
  MetricsBackend,
  Monitoring,
  NetworkTopology,
  NodeHealth,
  NodeSelector,
  QueuePurpose,
  Sharing,
  TopologySource,
  Size,
} from 'cdktf-ai-cloud';
import { prepareData, serve, trainAlone, trainTogether } from './work';

/** Sixteen servers: four below each leaf switch, two leaves below each spine, two spines in the hall. */
const H800_SERVERS: InventoryNode[] = Array.from({ length: 16 }, (_, i) => ({
  name: `h800-${String(i + 1).padStart(2, '0')}`,
  labels: {
    'acme.com/hall': 'hall-1',
    'acme.com/spine': `spine-${Math.floor(i / 8) + 1}`,
    'acme.com/leaf': `leaf-${Math.floor(i / 4) + 1}`,
  },
}));

export class TrainingCluster extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const h800 = cluster.pools.add('h800', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
      expectedNodes: H800_SERVERS.length,
      inventory: H800_SERVERS,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      fabric: Fabric.roceV2({ nicsPerNode: 8, losslessClass: { dscp: 26, pfcPriority: 3 } }),
      nvmePerNode: Size.tebibytes(3),
    });
    const a100 = cluster.pools.add('a100', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'a100' }),
      expectedNodes: 2,
      accelerator: Accelerator.NVIDIA_A100_80GB,
      devicesPerNode: 8,
      sharing: Sharing.mig({ '1g.10gb': 7 }),
    });
    const l20 = cluster.pools.add('l20', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'l20' }),
      expectedNodes: 4,
      accelerator: Accelerator.NVIDIA_L20,
      devicesPerNode: 8,
      sharing: Sharing.volcanoVgpu(),
    });
    const ascend = cluster.pools.add('ascend', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'ascend' }),
      expectedNodes: 4,
      accelerator: Accelerator.ASCEND_910B3,
      devicesPerNode: 8,
      deviceSoftware: DeviceSoftware.ascend({ image: 'registry.acme.com/mirror/ascend-device-plugin:v7.1.0' }),
    });

    const research = cluster.queues.addGroup('research', { pool: h800, deservedDevices: 80 });
    const language = cluster.queues.add('language', { pool: h800, parent: research, deservedDevices: 48 });
    const vision = cluster.queues.add('vision', { pool: h800, parent: research, deservedDevices: 32 });
    cluster.queues.add('serving', { pool: h800, deservedDevices: 48, purpose: QueuePurpose.SERVING });
    const notebooks = cluster.queues.add('notebooks', { pool: a100, deservedDevices: 16 });
    const experiments = cluster.queues.add('experiments', { pool: l20, deservedDevices: 32 });
    const pretraining = cluster.queues.add('pretraining', { pool: ascend, deservedDevices: 32 });

    const topology = new NetworkTopology(this, 'Topology', {
      cluster,
      pools: [h800],
      source: TopologySource.poolInventories([
        { tierName: 'hall', nodeLabel: 'acme.com/hall' },
        { tierName: 'spine', nodeLabel: 'acme.com/spine' },
        { tierName: 'leaf', nodeLabel: 'acme.com/leaf' },
      ]),
    });
    new NodeHealth(this, 'Health', { cluster, pools: [h800] });
    new Monitoring(this, 'Monitoring', {
      cluster,
      backend: MetricsBackend.install({ grafana: { adminSecretName: 'grafana-admin' } }),
    });
    trainTogether(this, topology, language, vision);
    trainAlone(this, notebooks, experiments, pretraining);
    prepareData(this, vision);
    serve(this, cluster, h800);
  }
}
