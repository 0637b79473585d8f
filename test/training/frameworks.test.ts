import { Framework, FrameworkConfig, IFramework } from '../../lib';
import { made, specOf } from './training-fixture';

describe('frameworks', () => {
  test('PyTorch pods know their master, by a name that resolves before it is ready', () => {
    expect(specOf().plugins).toStrictEqual({
      env: [],
      pytorch: ['--master=master', '--worker=worker', '--port=23456'],
      svc: ['--publish-not-ready-addresses=true'],
    });
    expect(specOf({ framework: Framework.pytorch({ port: 29500 }) }).plugins.pytorch).toContain('--port=29500');
  });

  test.each([80, 70000, 29500.5])('fails on port %p of PyTorch', (port) => {
    expect(() => Framework.pytorch({ port })).toThrow(/AIC-2213.*1024 to 65535/);
  });

  test('another framework is a class of your own', () => {
    class Ring implements IFramework {
      public bind(gangSize: number): FrameworkConfig {
        return { tasks: [{ name: 'peer', replicas: gangSize }], plugins: { svc: [] }, environmentNames: ['PEERS'] };
      }
    }
    expect(specOf({ framework: new Ring() })).toMatchObject({
      tasks: [{ name: 'peer', replicas: 4 }],
      plugins: { svc: [] },
    });
    expect(() => made({ framework: new Ring(), environment: { PEERS: '4' } })).toThrow(/AIC-2210/);
  });
});
