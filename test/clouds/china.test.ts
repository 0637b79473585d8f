import {
  AcceleratorVendor,
  AlibabaCloud,
  AwsChinaCloud,
  BaiduCloud,
  CloudConfig,
  CloudProfile,
  ICloudProfile,
  RdmaKind,
} from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { testStack } from '../harness';

const configOf = (profile: ICloudProfile): CloudConfig => profile.bind(testStack());

describe('alibaba', () => {
  test('brings driver, toolkit, device plugin, cGPU, object storage in the VPC and elastic RDMA', () => {
    expect(configOf(CloudProfile.alibaba({ region: 'cn-hangzhou' }))).toStrictEqual({
      facts: {
        name: 'alibaba',
        region: 'cn-hangzhou',
        objectStorageEndpoint: 's3.oss-cn-hangzhou-internal.aliyuncs.com',
        objectStorage: expect.any(Object) as unknown,
        blockStorageClass: undefined,
        internalLoadBalancerAnnotations: {
          'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'intranet',
        },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: true,
      },
      nvidiaResource: 'nvidia.com/gpu',
      devicePluginOffLabels: { 'ack.node.gpu.schedule': 'disabled' },
      cgpu: {
        memoryResource: 'aliyun.com/gpu-mem',
        coreResource: 'aliyun.com/gpu-core.percentage',
        coreStep: 5,
        podsPerDevice: 20,
        nodeLabels: { 'ack.node.gpu.schedule': 'core_mem' },
        wholeMemory: true,
        wholeCompute: true,
        mostWholeDevices: 1,
      },
      rdma: {
        kind: RdmaKind.ERDMA,
        resource: 'aliyun/erdma',
        amountPerPod: 1,
        amountPerNode: 200,
        annotations: {},
        maxNicsPerNode: 4,
      },
    });
  });

  test('keeps the storage class', () => {
    const cloud = new AlibabaCloud({ region: 'ap-southeast-1', blockStorageClass: 'alicloud-disk-essd' });
    expect(configOf(cloud).facts.blockStorageClass).toBe('alicloud-disk-essd');
  });

  test.each(['', 'hangzhou', 'cn-hangzhou-h', 'CN-Hangzhou'])('fails on the region %p', (region) => {
    expect(() => CloudProfile.alibaba({ region })).toThrow(/AIC-1321: the region is no Alibaba region/);
  });
});

describe('baidu', () => {
  test('brings device plugins of three vendors, object storage and shared adapters', () => {
    expect(configOf(CloudProfile.baidu({ region: 'bj' }))).toStrictEqual({
      facts: {
        name: 'baidu',
        region: 'bj',
        objectStorageEndpoint: 's3.bj.bcebos.com',
        objectStorage: expect.any(Object) as unknown,
        blockStorageClass: undefined,
        internalLoadBalancerAnnotations: { 'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': 'true' },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: true,
      },
      nvidiaResource: 'nvidia.com/gpu',
      bringsPluginOf: [AcceleratorVendor.ASCEND, AcceleratorVendor.KUNLUN],
      rdma: {
        kind: RdmaKind.ROCE_V2,
        resource: 'rdma/hca',
        amountPerPod: 1,
        amountPerNode: 1000,
        annotations: {},
        maxNicsPerNode: 8,
      },
    });
  });

  test('calls devices by their model where its GPU manager runs', () => {
    const { deviceResources, cgpu } = configOf(
      new BaiduCloud({ region: 'gz', gpuManager: true, blockStorageClass: 'cds' }),
    );
    expect(deviceResources).toMatchObject({
      'NVIDIA A100 80GB': 'baidu.com/a100_80g_cgpu',
      'NVIDIA L20': 'baidu.com/l20_cgpu',
      'NVIDIA V100': 'baidu.com/v100_32g_cgpu',
    });
    expect(cgpu).toMatchObject({
      countResource: 'baidu.com/{model}_cgpu',
      memoryResource: 'baidu.com/{model}_cgpu_memory',
      coreResource: 'baidu.com/{model}_cgpu_core',
      models: { 'NVIDIA H20': 'h20_96g' },
    });
    const { cluster } = clusterFixture({ cloud: new BaiduCloud({ region: 'gz', gpuManager: true }) });
    expect(cluster.pools.add('p', poolOptions('p')).deviceResource).toBe('baidu.com/h800_80g_cgpu');
  });

  test('keeps the storage class', () => {
    const { facts } = configOf(new BaiduCloud({ region: 'su', blockStorageClass: 'cds' }));
    expect(facts.blockStorageClass).toBe('cds');
  });

  test.each(['', 'cn-bj-d', 'beijing'])('fails on the region %p', (region) => {
    expect(() => CloudProfile.baidu({ region })).toThrow(/AIC-1322: the region is no Baidu region/);
  });
});

describe('aws in China', () => {
  test('brings driver and toolkit, and leaves the device plugin to us', () => {
    expect(configOf(CloudProfile.awsChina({ region: 'cn-north-1' }))).toStrictEqual({
      facts: {
        name: 'aws-china',
        region: 'cn-north-1',
        objectStorageEndpoint: 's3.cn-north-1.amazonaws.com.cn',
        objectStorage: expect.any(Object) as unknown,
        blockStorageClass: undefined,
        internalLoadBalancerAnnotations: {
          'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
          'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
        },
        bringsDriver: true,
        bringsToolkit: true,
        bringsDevicePlugin: false,
      },
      nvidiaResource: 'nvidia.com/gpu',
    });
  });

  test('has a fabric where nodes have adapters', () => {
    const cloud = new AwsChinaCloud({ region: 'cn-northwest-1', efaPerNode: 4, blockStorageClass: 'gp3' });
    expect(configOf(cloud).facts.blockStorageClass).toBe('gp3');
    expect(configOf(cloud).rdma).toStrictEqual({
      kind: RdmaKind.EFA,
      resource: 'vpc.amazonaws.com/efa',
      amountPerPod: 4,
      amountPerNode: 4,
      annotations: {},
      maxNicsPerNode: 4,
    });
  });

  test.each(['us-east-1', 'cn-north-1a', ''])('fails on the region %p', (region) => {
    expect(() => CloudProfile.awsChina({ region })).toThrow(/AIC-1323: the region is no region of AWS in China/);
  });

  test.each([0, 65, 1.5])('fails on %p adapters', (efaPerNode) => {
    expect(() => CloudProfile.awsChina({ region: 'cn-north-1', efaPerNode })).toThrow(
      /AIC-1324: efaPerNode is no number/,
    );
  });
});
