import { AlluxioProcesses } from './alluxio-processes';
import { fail } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { AlluxioOptions } from '../alluxio-options';

/** What the cache decides itself, with the quotas and the arithmetic in mind. */
const OWN_PROPERTIES = [
  /^alluxio\.user\.block\.size\.bytes\.default$/,
  /^alluxio\.user\.ufs\.block\.read\.location\.policy/,
  /^alluxio\.worker\.tieredstore\./,
  /^alluxio\.(job\.)?(master|worker)\..*(port|addresses)$/,
  /^alluxio\.master\.journal\./,
  /^alluxio\.user\.file\.replication\.max$/,
];

export interface ResolvedAlluxio {
  readonly processes: AlluxioProcesses;
  readonly properties: { readonly [key: string]: string };
}

export function resolveAlluxio(options: AlluxioOptions): ResolvedAlluxio {
  const { masters = 1, masterHeap, workerHeap, fuseHeap, properties = {} } = options;
  if (masters !== 1 && masters !== 3) {
    throw fail(undefined, {
      code: 'AIC-3166',
      what: 'the number of masters keeps no journal',
      got: masters,
      want: '1, or 3 of which one may be lost',
      fix: 'Write CacheEngine.alluxio({ masters: 3 }).',
    });
  }
  for (const [key, value] of Object.entries(properties)) checkProperty(key, value);
  return {
    processes: {
      masters,
      masterHeap: checkedHeap('masterHeap', masterHeap ?? Size.gibibytes(2)),
      workerHeap: checkedHeap('workerHeap', workerHeap ?? Size.gibibytes(4)),
      fuseHeap: checkedHeap('fuseHeap', fuseHeap ?? Size.gibibytes(4)),
    },
    properties: { ...properties },
  };
}

function checkedHeap(name: string, heap: Size): Size {
  if (heap.inBytes < 256 * 1024 ** 2 || heap.inBytes % 1024 ** 2 !== 0) {
    throw fail(undefined, {
      code: 'AIC-3167',
      what: `${name} is no heap that Java takes`,
      got: heap.toString(),
      want: 'whole MiB, at least 256',
      fix: `Write ${name}: Size.gibibytes(4).`,
    });
  }
  return heap;
}

/** Properties become options on the command line of Java, in a shell. */
function checkProperty(key: string, value: string): void {
  const isOwn = OWN_PROPERTIES.some((own) => own.test(key));
  if (!isOwn && /^alluxio(\.[a-zA-Z0-9_-]+)+$/.test(key) && /^[A-Za-z0-9._:/,+-]+$/.test(value)) return;
  throw fail(undefined, {
    code: 'AIC-3168',
    what: isOwn ? 'the cache sets this property itself' : 'the property is none of Alluxio',
    got: { [key]: value },
    want: 'alluxio.… with letters, digits and . _ : / , + - as its value, and nothing that quotas, copies and masters decide',
    fix: isOwn
      ? 'Use the options of HotTier, CacheEngine.alluxio() and the model instead.'
      : "Write for example { 'alluxio.user.metadata.cache.expiration.time': '1h' }.",
  });
}
