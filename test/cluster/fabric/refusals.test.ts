import { Fabric, FabricAddressing, NicMode, RoceV2Options } from '../../../lib';
import { poolOptions } from '../support';
import { BLOCKS, fabricFixture, manifests, OPERATOR, TENCENT, VIRTUAL } from './support';

test.each([
  ['NicMode.wholeDevices()', { mode: NicMode.wholeDevices() }],
  ['FabricAddressing.ipPool()', { addressing: BLOCKS }],
  [
    'FabricAddressing.cidrPool()',
    { addressing: FabricAddressing.cidrPool({ cidrs: ['10.0.0.0/8'], perNodeNetworkPrefix: 24 }) },
  ],
])('fails on %s without the network operator', (name, options: Partial<RoceV2Options>) => {
  expect(() => fabricFixture(options)).toThrow(
    new RegExp(`AIC-2075 at test/Cluster/Pools/h800: .*${name.replace(/[.()]/g, '\\$&')} with NetworkSoftware`),
  );
  expect(Object.keys(manifests(options, OPERATOR))).toContain('NicClusterPolicy/nic-cluster-policy');
});

test('fails when one node may be in two modes', () => {
  const { cluster } = fabricFixture();
  const nodes = poolOptions('l20').nodes;
  const fabric = Fabric.roceV2({ nicsPerNode: 1, mode: VIRTUAL });
  expect(() => cluster.pools.add('l20', poolOptions('l20', { nodes, fabric }))).not.toThrow();
  const other = { nodes: { nodeLabels: { 'acme.com/rack': 'r1' } } as any, fabric };
  expect(() => cluster.pools.add('rack', poolOptions('rack', other))).toThrow(
    /AIC-2073 at test\/Cluster\/Pools\/rack: nodes of rack may be nodes of h800, whose NICs are in another mode; got RDMA devices exclusive here, shared there/,
  );
});

test('fails on a network operator where the cloud brings the devices', () => {
  expect(() => fabricFixture({}, { ...TENCENT, ...OPERATOR })).toThrow(
    /AIC-2074 at test\/Cluster: two would own the RDMA devices/,
  );
});

test.each([
  [{ subnets: [], perNodeBlockSize: 8 }],
  [{ subnets: ['10.0.0.0'], perNodeBlockSize: 8 }],
  [{ subnets: ['10.0.0.0/33'], perNodeBlockSize: 8 }],
  [{ subnets: ['300.0.0.0/8'], perNodeBlockSize: 8 }],
  [{ subnets: ['10.0.0.0/8', 'fd00::/64'], perNodeBlockSize: 8 }],
  [{ subnets: ['10.0.0.0/8'], perNodeBlockSize: 0 }],
  [{ subnets: ['10.0.0.0/8', '11.0.0.0/8'], perNodeBlockSize: 8, gateway: '10.0.0.1' }],
])('fails on the address pool %p', (options) => {
  expect(() => FabricAddressing.ipPool(options)).toThrow(/AIC-2071: the address pool gives no addresses/);
});

test.each([[7], [33], [16.5]])('fails on prefixes of %p bits for nodes', (perNodeNetworkPrefix) => {
  expect(() => FabricAddressing.cidrPool({ cidrs: ['10.0.0.0/8'], perNodeNetworkPrefix })).toThrow(/AIC-2071/);
});

test('fails on addresses that are neither for all NICs nor for each', () => {
  const addressing = FabricAddressing.ipPool({ subnets: ['10.0.0.0/8', '11.0.0.0/8'], perNodeBlockSize: 8 });
  expect(() => Fabric.roceV2({ nicsPerNode: 8, addressing })).toThrow(
    /AIC-2072: the addresses are neither for all NICs nor for each.*want one network, or 8/,
  );
});
