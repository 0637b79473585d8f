import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';

/** Heaps of the processes of Alluxio, and how many masters there are. */
export interface AlluxioProcesses {
  readonly masters: number;
  readonly masterHeap: Size;
  readonly workerHeap: Size;
  readonly fuseHeap: Size;
}

const GIBI = 1024 ** 3;
const MEBI = 1024 ** 2;
/** Buffers outside of the heap, of workers and FUSE. */
const DIRECT = Size.gibibytes(8);

/**
 * Upstream's heaps (16 GiB for each FUSE process, committed at once) are made for hundreds of millions of files; a model
 * has dozens. Host ports are what keeps two workers of one dataset, and two of its masters, off one node, so the network
 * is the host's.
 */
export function renderProcesses(processes: AlluxioProcesses, memoryBytes: number): Manifest {
  const { masters, masterHeap, workerHeap, fuseHeap } = processes;
  return {
    master: {
      replicas: masters,
      networkMode: 'HostNetwork',
      jvmOptions: [`-Xmx${javaSize(masterHeap)}`],
      resources: requests('500m', times(masterHeap, 1.5)),
    },
    // The heap of job masters and job workers follows from the limit: their jvmOptions are not read.
    jobMaster: { resources: { ...requests('100m', Size.gibibytes(1)), limits: { cpu: '2', memory: '4Gi' } } },
    worker: {
      networkMode: 'HostNetwork',
      jvmOptions: [`-Xmx${javaSize(workerHeap)}`, `-XX:MaxDirectMemorySize=${javaSize(DIRECT).toLowerCase()}`],
      // Fluid raises a request that is below the memory level, in the object itself: a difference in every plan.
      resources: requests('500m', plus(times(workerHeap, 1.5), memoryBytes)),
    },
    jobWorker: { resources: { ...requests('100m', Size.gibibytes(1)), limits: { cpu: '8', memory: '4Gi' } } },
    fuse: {
      networkMode: 'HostNetwork',
      cleanPolicy: 'OnDemand',
      jvmOptions: [
        `-Xms${javaSize(Size.bytes(Math.min(fuseHeap.inBytes, GIBI)))}`,
        `-Xmx${javaSize(fuseHeap)}`,
        '-XX:+UseG1GC',
        `-XX:MaxDirectMemorySize=${javaSize(DIRECT).toLowerCase()}`,
      ],
      // Without a memory limit Fluid ignores all of this; without a CPU limit it writes an empty one.
      resources: {
        ...requests('500m', fuseHeap),
        limits: { cpu: '16', memory: plus(times(fuseHeap, 2), DIRECT.inBytes).toQuantity() },
      },
    },
  };
}

/** As `-Xmx` takes it. */
function javaSize({ inBytes }: Size): string {
  return inBytes % GIBI === 0 ? `${inBytes / GIBI}G` : `${inBytes / MEBI}M`;
}

/** In whole MiB. */
function times({ inBytes }: Size, factor: number): Size {
  return Size.mebibytes(Math.ceil((inBytes * factor) / MEBI));
}

function plus({ inBytes }: Size, more: number): Size {
  return Size.bytes(inBytes + more);
}

function requests(cpu: string, memory: Size): Manifest {
  return { requests: { cpu, memory: memory.toQuantity() } };
}
