import { Accelerator, AcceleratorVendor, NodeArchitecture, NodeSelector, Size } from '../../lib';

describe('Accelerator', () => {
  test('names the usual accelerators with the memory that their driver shows', () => {
    const all = Object.values(Accelerator) as Accelerator[];
    expect(Object.fromEntries(all.map((a) => [a.name, a.memory.inBytes / 1024 ** 2]))).toStrictEqual({
      'NVIDIA V100': 32768,
      'NVIDIA T4': 15360,
      'NVIDIA A10': 23028,
      'NVIDIA A100 40GB': 40960,
      'NVIDIA A100 80GB': 81920,
      'NVIDIA A800': 81920,
      'NVIDIA H20': 97871,
      'NVIDIA H100': 81559,
      'NVIDIA H800': 81559,
      'NVIDIA H200': 143771,
      'NVIDIA L20': 46068,
      'NVIDIA L40S': 46068,
      'NVIDIA B200': 183359,
      'NVIDIA GB200 NVL72': 189471,
      'AMD MI300X': 196608,
      'Ascend 910B2': 65536,
      'Ascend 910B3': 65536,
      'Ascend 910B4': 32768,
      'Ascend 910C': 65536,
      'Ascend 310P': 24576,
      'Kunlun P800': 98304,
      'Cambricon MLU370-X8': 49152,
      'Cambricon MLU590': 81920,
      'Hygon Z100L': 32768,
      'Hygon K100-AI': 65536,
      'MetaX C500': 65536,
      'AWS Trainium1': 32768,
      'AWS Trainium2': 98304,
      'AWS Inferentia2': 32768,
      'Google TPU v5e': 16384,
      'Google TPU v6e': 32768,
    });
  });

  test('says who makes them', () => {
    const all = Object.values(Accelerator) as Accelerator[];
    const makers = (vendor: AcceleratorVendor): number => all.filter((a) => a.vendor === vendor).length;
    expect(Object.values(AcceleratorVendor).map((v) => [v, makers(v)])).toStrictEqual([
      ['nvidia', 14],
      ['amd', 1],
      ['ascend', 5],
      ['kunlun', 1],
      ['cambricon', 2],
      ['hygon', 2],
      ['metax', 1],
      ['neuron', 3],
      ['google', 2],
      ['other', 0],
    ]);
  });

  test('knows which compute in 8-bit floating point', () => {
    const all = Object.values(Accelerator) as Accelerator[];
    expect(all.filter((a) => a.supportsFp8).map((a) => a.name)).toStrictEqual([
      'NVIDIA H20',
      'NVIDIA H100',
      'NVIDIA H800',
      'NVIDIA H200',
      'NVIDIA L20',
      'NVIDIA L40S',
      'NVIDIA B200',
      'NVIDIA GB200 NVL72',
      'AMD MI300X',
      'AWS Trainium1',
      'AWS Trainium2',
      'AWS Inferentia2',
    ]);
  });

  test('knows how far NVLink and its like reach, and which servers have Arm processors', () => {
    const { NVIDIA_L20, NVIDIA_H800, NVIDIA_GB200_NVL72, ASCEND_910C, AWS_TRAINIUM2 } = Accelerator;
    const reach = [NVIDIA_L20, NVIDIA_H800, NVIDIA_GB200_NVL72, ASCEND_910C, AWS_TRAINIUM2];
    expect(reach.map((a) => [a.linkDomainDevices, a.architecture])).toStrictEqual([
      [1, 'amd64'],
      [8, 'amd64'],
      [72, 'arm64'],
      [768, 'arm64'],
      [16, 'amd64'],
    ]);
  });

  test('is NVIDIA unless it brings a resource of its own or says another maker', () => {
    const memory = Size.gibibytes(64);
    expect(Accelerator.of('A', { memory }).vendor).toBe(AcceleratorVendor.NVIDIA);
    expect(Accelerator.of('A', { memory, deviceResource: 'acme.com/a' }).vendor).toBe(AcceleratorVendor.OTHER);
    const { AMD } = AcceleratorVendor;
    expect(Accelerator.of('A', { memory, vendor: AMD, deviceResource: 'acme.com/a' }).vendor).toBe(AMD);
  });

  test('keeps what is said about the device', () => {
    const facts = {
      chip: 'Ascend910D',
      supportsFp8: true,
      linkDomainDevices: 4,
      architecture: NodeArchitecture.ARM64,
      migProfiles: [{ name: '1g', memory: Size.gibibytes(8), computeSlices: 1, memorySlices: 1, maxInstances: 7 }],
    };
    expect(Accelerator.of('A', { memory: Size.gibibytes(64), ...facts })).toMatchObject(facts);
    expect(Accelerator.of('A', { memory: Size.gibibytes(64) })).toMatchObject({
      chip: undefined,
      supportsFp8: false,
      linkDomainDevices: 1,
      architecture: NodeArchitecture.AMD64,
      migProfiles: [],
    });
  });

  test('takes one that has no constant, with the usual server for its size', () => {
    const own = Accelerator.of('ACME One', { memory: Size.gibibytes(64) });
    expect(own).toMatchObject({ name: 'ACME One', hostCpuPerDevice: 16, deviceResource: undefined });
    expect(own.hostMemoryPerDevice.toQuantity()).toBe('128Gi');
  });

  test('keeps what is said about the server and the resource', () => {
    const own = Accelerator.of('ACME One', {
      memory: Size.gibibytes(64),
      deviceResource: 'acme.com/one',
      hostCpuPerDevice: 4,
      hostMemoryPerDevice: Size.gibibytes(32),
    });
    expect(own).toMatchObject({ deviceResource: 'acme.com/one', hostCpuPerDevice: 4 });
    expect(own.hostMemoryPerDevice.toQuantity()).toBe('32Gi');
  });

  test.each([
    ['an empty name', ' ', Size.gibibytes(1), 1],
    ['no memory', 'ACME One', Size.gibibytes(0), 1],
    ['no cores', 'ACME One', Size.gibibytes(1), 0],
  ])('fails on an accelerator with %s', (_what, name, memory, hostCpuPerDevice) => {
    expect(() => Accelerator.of(name, { memory, hostCpuPerDevice })).toThrow(/AIC-2001: the accelerator is incomplete/);
  });
});

test.each([0, 1.5, -8])('fails on %p linked devices', (linkDomainDevices) => {
  expect(() => Accelerator.of('A', { memory: Size.gibibytes(1), linkDomainDevices })).toThrow(
    /AIC-2001: the accelerator is incomplete.*whole number of linked devices/,
  );
});

describe('NodeSelector', () => {
  test('sorts its labels', () => {
    const { nodeLabels } = NodeSelector.labels({ b: '2', 'acme.com/a': '1' });
    expect(Object.entries(nodeLabels)).toStrictEqual([
      ['acme.com/a', '1'],
      ['b', '2'],
    ]);
  });

  test.each([
    ['no label', {}],
    ['a key with a space', { 'a b': 'c' }],
    ['a value that is too long', { a: 'x'.repeat(64) }],
  ])('fails on %s', (_what, labels: { [key: string]: string }) => {
    expect(() => NodeSelector.labels(labels)).toThrow(/AIC-2002: the node labels select nothing that can exist/);
  });
});
