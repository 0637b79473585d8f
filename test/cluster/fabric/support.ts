import { CloudProfile, Fabric, Pool, RoceV2Options } from '../../../lib';
import { manifestsOf } from '../../harness';
import { clusterFixture, ClusterFixture, poolOptions } from '../support';

export const TENCENT = { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) };

export interface FabricFixture extends ClusterFixture {
  readonly pool: Pool;
}

export function fabricFixture(
  options: Partial<RoceV2Options> = {},
  props: Parameters<typeof clusterFixture>[0] = {},
): FabricFixture {
  const fixture = clusterFixture(props);
  const fabric = Fabric.roceV2({ nicsPerNode: 2, ...options });
  const taints = [{ key: 'acme.com/gpu' }];
  return { ...fixture, pool: fixture.cluster.pools.add('h800', poolOptions('h800', { fabric, taints })) };
}

export const manifests = (...args: Parameters<typeof fabricFixture>): Record<string, any> =>
  manifestsOf(fabricFixture(...args).stack);
export const environmentOf = (...args: Parameters<typeof fabricFixture>): Record<string, string> =>
  fabricFixture(...args).pool.fabric!.environment;
export const preflightOf = (all: Record<string, any>): any => Object.values(all).find((m) => m.kind === 'Job');
