import { Size } from '../../lib';
import { deviceResources, deviceShare } from '../../lib/units/private/device-share';

const pool = (nodeResources: { [name: string]: number }): Parameters<typeof deviceShare>[0] => ({
  devicesPerNode: 8,
  sharing: { nodeResources },
  cpuPerDevice: 13.5,
  memoryPerDevice: Size.gibibytes(210),
});

describe('a share of devices', () => {
  test('is CPU, memory and devices', () => {
    expect(deviceShare(pool({ 'nvidia.com/gpu': 8 }), 3)).toStrictEqual({
      cpu: '40500m',
      memory: '630Gi',
      'nvidia.com/gpu': '3',
    });
  });

  test('has every dimension that nodes offer', () => {
    const vgpu = { 'volcano.sh/vgpu-number': 80, 'volcano.sh/vgpu-memory': 20384, 'volcano.sh/vgpu-cores': 800 };
    expect(deviceShare(pool(vgpu), 2)).toStrictEqual({
      cpu: '27',
      memory: '420Gi',
      'volcano.sh/vgpu-number': '20',
      'volcano.sh/vgpu-memory': '5096',
      'volcano.sh/vgpu-cores': '200',
    });
  });

  test('is rounded down where nodes do not divide evenly', () => {
    const cut = { 'nvidia.com/gpu': 6, 'nvidia.com/mig-3g.40gb': 4 };
    expect(deviceResources(pool(cut), 1)).toStrictEqual({ 'nvidia.com/gpu': '0', 'nvidia.com/mig-3g.40gb': '0' });
    expect(deviceResources(pool(cut), 3)).toStrictEqual({ 'nvidia.com/gpu': '2', 'nvidia.com/mig-3g.40gb': '1' });
    expect(deviceResources(pool(cut), 16)).toStrictEqual({ 'nvidia.com/gpu': '12', 'nvidia.com/mig-3g.40gb': '8' });
  });
});
