import { IConstruct } from 'constructs';
import { CachedFiles } from './engine';
import { fail } from '../../../core/private/fail';

/** An engine that keeps its own number of copies. */
export function checkOneCopy(scope: IConstruct, engineName: string, files: CachedFiles, instead: string): void {
  if (files.replicas === 1) return;
  throw fail(scope, {
    code: 'AIC-3170',
    what: `the cache engine ${engineName} does not keep a number of copies`,
    got: files.replicas,
    want: `no replicas: ${instead}`,
    fix: 'Leave replicas out, or take CacheEngine.alluxio().',
  });
}
