import { Size } from '../../units/size';

/** How large the processes of Alluxio are, and whether its master may be lost. */
export interface AlluxioOptions {
  /**
   * Masters of each cache: 1, or 3 that keep one journal (Raft) and stand on three nodes.
   *
   * What is cached where is known to the master alone. When the node of a single one is lost, a new one starts empty: the
   * files are still read from the bucket, but all of the cache has to be filled again. Three masters survive the loss of
   * one; they cost twice `masterHeap` more for each model.
   *
   * @default 1
   */
  readonly masters?: number;

  /**
   * Heap of each master: about 1 GiB for each million files.
   *
   * @default Size.gibibytes(2)
   */
  readonly masterHeap?: Size;

  /**
   * Heap of each worker. Blocks are not in it.
   *
   * @default Size.gibibytes(4)
   */
  readonly workerHeap?: Size;

  /**
   * Heap of each FUSE process: one on each node with pods that read. Its memory limit is twice that and 8 GiB of buffers.
   *
   * @default Size.gibibytes(4)
   */
  readonly fuseHeap?: Size;

  /**
   * Properties of Alluxio besides those that the cache sets itself.
   *
   * @see https://docs.alluxio.io/os/user/2.9.0/en/reference/Properties-List.html
   *
   * @default - none
   */
  readonly properties?: { [key: string]: string };
}
