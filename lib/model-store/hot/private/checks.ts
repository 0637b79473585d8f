import { IConstruct } from 'constructs';
import { CachedFiles, CacheEngineConfig } from './engine';
import { fail, prose } from '../../../core/private/fail';

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

/** What wants files in the bucket as they are. */
export function checkPlainObjects(scope: IConstruct, engine: CacheEngineConfig, wants: string): void {
  if (engine.storesPlainObjects) return;
  throw fail(scope, {
    code: 'AIC-3176',
    what: `the bucket of ${engine.engineName} holds chunks of its own format, not files`,
    got: prose(wants),
    want: 'files that were written through a mount of the volume',
    fix: 'Write the files through JuiceFS and name their directory with ModelSource.bucketPath(), or take CacheEngine.alluxio().',
  });
}
