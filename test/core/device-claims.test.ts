import { renderClaims } from '../../lib/core/private/device-claims';

const SCOPE = { name: 'finetune', namespace: 'research' };

test('a pod names its claims, its container uses them, and templates make them', () => {
  const rendered = renderClaims(SCOPE, [{ deviceClassName: 'gpu.nvidia.com', count: 8 }]);
  expect(rendered.podClaims).toStrictEqual([{ name: 'devices-0', resourceClaimTemplateName: 'finetune-devices-0' }]);
  expect(rendered.containerClaims).toStrictEqual([{ name: 'devices-0' }]);
  expect(rendered.templates).toStrictEqual([
    {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: 'finetune-devices-0', namespace: 'research' },
      spec: {
        spec: {
          devices: {
            requests: [
              {
                name: 'devices',
                exactly: { deviceClassName: 'gpu.nvidia.com', allocationMode: 'ExactCount', count: 8 },
              },
            ],
          },
        },
      },
    },
  ]);
});

test('devices of two classes are two claims, and templates carry the labels of the workload', () => {
  const rendered = renderClaims({ ...SCOPE, labels: { app: 'finetune' } }, [
    { deviceClassName: 'gpu.nvidia.com', count: 1 },
    { deviceClassName: 'mig.nvidia.com', count: 2 },
  ]);
  expect(rendered.containerClaims).toStrictEqual([{ name: 'devices-0' }, { name: 'devices-1' }]);
  expect(rendered.templates.map((t) => t.metadata)).toStrictEqual([
    { name: 'finetune-devices-0', namespace: 'research', labels: { app: 'finetune' } },
    { name: 'finetune-devices-1', namespace: 'research', labels: { app: 'finetune' } },
  ]);
});
