import { TerraformStack } from 'cdktf';
import { IConstruct } from 'constructs';
import {
  CloudProfile,
  Fabric,
  FabricAddressing,
  IFabric,
  NetworkSoftware,
  NicMode,
  Pool,
  RoceV2Options,
} from '../../../lib';
import { blueprintOf, manifestsOf } from '../../harness';
import { clusterFixture, ClusterFixture, poolOptions } from '../support';

export const TENCENT = { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) };

export const OPERATOR = { networkSoftware: NetworkSoftware.nvidiaNetworkOperator() };
export const BLOCKS = FabricAddressing.ipPool({ subnets: ['10.200.0.0/16'], perNodeBlockSize: 64 });
export const VIRTUAL = NicMode.virtualFunctions();
export const NETWORKS = 'k8s.v1.cni.cncf.io/networks';

export interface FabricFixture extends ClusterFixture {
  readonly pool: Pool;
}

type ClusterProps = Parameters<typeof clusterFixture>[0];

/** A cluster with one pool, h800, that has a fabric. */
export function poolWith(fabric: IFabric, props: ClusterProps = {}): FabricFixture {
  const fixture = clusterFixture(props);
  const taints = [{ key: 'acme.com/gpu' }];
  return { ...fixture, pool: fixture.cluster.pools.add('h800', poolOptions('h800', { fabric, taints })) };
}

export function fabricFixture(options: Partial<RoceV2Options> = {}, props: ClusterProps = {}): FabricFixture {
  return poolWith(Fabric.roceV2({ nicsPerNode: 2, ...options }), props);
}

export const manifests = (...args: Parameters<typeof fabricFixture>): Record<string, any> =>
  manifestsOf(fabricFixture(...args).stack);
export const environmentOf = (...args: Parameters<typeof fabricFixture>): Record<string, string> =>
  fabricFixture(...args).pool.fabric!.environment;
export const preflightOf = (all: Record<string, any>): any => Object.values(all).find((m) => m.kind === 'Job');

export const warningsOf = (construct: IConstruct): string[] =>
  construct.node
    .findAll()
    .flatMap((c) => c.node.metadata.map((m) => String(m.data)))
    .filter((text) => text.startsWith('AIC-'));

/** What the preflight job is told to expect, by variable. */
export function expectationOf(all: Record<string, any>): Record<string, string> {
  const env: any[] = preflightOf(all).spec.template.spec.containers[0].env;
  return Object.fromEntries(env.filter((e) => e.value !== undefined && e.value !== '').map((e) => [e.name, e.value]));
}

export const unitOf = (stack: TerraformStack, name: string): any =>
  blueprintOf(stack).units.find((u: any) => u.releaseName === name);
