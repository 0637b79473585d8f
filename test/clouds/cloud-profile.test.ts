import { Construct } from 'constructs';
import {
  AcceleratorVendor,
  CloudConfig,
  CloudProfile,
  GenericCloud,
  ICloudProfile,
  RdmaKind,
  TencentCloud,
} from '../../lib';
import { clusterFixture } from '../cluster/support';
import { absent, testStack } from '../harness';

const configOf = (profile: ICloudProfile): CloudConfig => profile.bind(testStack());

describe('generic', () => {
  test('assumes nothing', () => {
    expect(configOf(CloudProfile.generic())).toStrictEqual({
      facts: {
        name: 'generic',
        objectStorageEndpoint: undefined,
        blockStorageClass: undefined,
        internalLoadBalancerAnnotations: {},
        bringsDriver: false,
        bringsToolkit: false,
        bringsDevicePlugin: false,
      },
    });
  });

  test('keeps every fact that is given', () => {
    const options = {
      bringsDriver: true,
      bringsToolkit: true,
      bringsDevicePlugin: true,
      objectStorageEndpoint: 's3.acme.com',
      blockStorageClass: 'ssd',
      internalLoadBalancerAnnotations: { 'acme.com/internal': 'true' },
    };
    expect(configOf(new GenericCloud(options)).facts).toStrictEqual({ name: 'generic', ...options });
  });
});

describe('generic with other vendors', () => {
  test('says whose plugins are there and what devices are called', () => {
    const bringsPluginOf = [AcceleratorVendor.ASCEND];
    const deviceResources = { google: 'google.com/tpu' };
    const positive = configOf(CloudProfile.generic({ bringsPluginOf, deviceResources }));
    expect(positive).toMatchObject({ bringsPluginOf, deviceResources });
    absent((config: CloudConfig) => config.bringsPluginOf, positive, configOf(CloudProfile.generic()));
    absent((config: CloudConfig) => config.deviceResources, positive, configOf(CloudProfile.generic()));
  });
});

describe('tencent', () => {
  test('brings driver, toolkit, device plugin, object storage and RDMA', () => {
    expect(configOf(CloudProfile.tencent({ region: 'ap-guangzhou' }))).toStrictEqual({
      facts: {
        name: 'tencent',
        region: 'ap-guangzhou',
        objectStorageEndpoint: 'cos.ap-guangzhou.myqcloud.com',
        objectStorage: expect.any(Object) as unknown,
        blockStorageClass: undefined,
        internalLoadBalancerAnnotations: {},
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: true,
      },
      nvidiaResource: 'nvidia.com/gpu',
      devicePluginOffLabels: { 'nvidia-device-enable': 'disable' },
      qgpu: {
        memoryResource: 'tke.cloud.tencent.com/qgpu-memory',
        coreResource: 'tke.cloud.tencent.com/qgpu-core',
        coreStep: 5,
        podsPerDevice: 16,
        nodeLabels: { 'qgpu-device-enable': 'enable' },
        wholeCompute: true,
        models: {
          'NVIDIA A10': 'A10',
          'NVIDIA A100 40GB': 'A100',
          'NVIDIA A100 80GB': 'A100',
          'NVIDIA T4': 'T4',
          'NVIDIA V100': 'V100',
        },
      },
      rdma: {
        kind: RdmaKind.ROCE_V2,
        resource: 'tke.cloud.tencent.com/tke-shared-rdma',
        amountPerPod: 1,
        amountPerNode: 1000,
        annotations: { 'tke.cloud.tencent.com/networks': 'tke-route-eni,tke-rdma-macvlan' },
        maxNicsPerNode: 8,
      },
    });
  });

  test('makes load balancers internal in the subnet that is named', () => {
    const { facts } = configOf(
      new TencentCloud({ region: 'ap-beijing', loadBalancerSubnetId: 'subnet-1a2b', blockStorageClass: 'cbs' }),
    );
    expect(facts.internalLoadBalancerAnnotations).toStrictEqual({
      'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': 'subnet-1a2b',
    });
    expect(facts.blockStorageClass).toBe('cbs');
  });

  test.each(['', 'guangzhou', 'AP-Guangzhou', 'ap-guangzhou-6'])('fails on the region %p', (region) => {
    expect(() => CloudProfile.tencent({ region })).toThrow(/AIC-1311: the region is no Tencent region/);
  });
});

test('a profile of the user works as ours do', () => {
  class Acme implements ICloudProfile {
    public readonly hosts: Construct[] = [];
    public bind(host: Construct): CloudConfig {
      this.hosts.push(host);
      return {
        facts: {
          name: 'acme',
          internalLoadBalancerAnnotations: {},
          bringsDriver: true,
          bringsToolkit: false,
          bringsDevicePlugin: false,
        },
        nvidiaResource: 'acme.com/gpu',
      };
    }
  }
  const cloud = new Acme();
  const { cluster } = clusterFixture({ cloud });
  expect(cloud.hosts).toStrictEqual([cluster]);
  expect(cluster.cloudFacts.name).toBe('acme');
});
