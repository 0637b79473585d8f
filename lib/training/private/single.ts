import { fail } from '../../core/private/fail';
import { FrameworkConfig, FrameworkRequest, IFramework } from '../framework-contract';

/** One pod that needs nobody: no Service, no rendezvous. */
export class Single implements IFramework {
  public bind({ gangSize }: FrameworkRequest): FrameworkConfig {
    if (gangSize !== 1) {
      throw fail(undefined, {
        code: 'AIC-2259',
        what: 'a program that runs by itself has a gang',
        got: gangSize,
        want: 'gangSize: 1',
        fix: 'Name the framework by which the pods find each other, such as Framework.pytorch().',
      });
    }
    return { tasks: [{ name: 'main', replicas: 1 }], plugins: { env: [] }, environmentNames: [] };
  }
}
