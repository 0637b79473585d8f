import type { ListrTask } from 'listr2';

import { buildBinaries, findBinaries } from '../../control-plane/index.js';
import type { Binaries, Progress } from '../../control-plane/index.js';
import { PlainLines } from './plain-lines.js';

/** How lists of tasks look: one after the other, plain lines where no terminal is. */
export const LIST_OPTIONS = {
  concurrent: false,
  exitOnError: true,
  registerSignalListeners: false,
  fallbackRenderer: PlainLines,
  rendererOptions: {
    collapseSubtasks: false,
    collapseErrors: false,
    showErrorMessage: false,
    formatOutput: 'truncate',
  },
} as const;

/** The first task: builds the programs of the control plane, or finds them. */
export function findControlPlane(
  options: { readonly binaries?: string; readonly signal: AbortSignal },
  found: (binaries: Binaries) => void,
): ListrTask {
  return {
    title: options.binaries ? 'Find the control plane' : 'Build the control plane, or find it in the cache',
    task: async (_, task) => {
      const onProgress = (progress: Progress): void => void (task.output = progressLine(progress));
      found(
        options.binaries
          ? await findBinaries(options.binaries)
          : await buildBinaries({ onProgress, signal: options.signal }),
      );
    },
  };
}

/** One line about what is built or started. */
export function progressLine({ subject, state, message, done, total }: Progress): string {
  const share = total === undefined ? '' : ` [${done ?? 0}/${total}]`;
  return `${subject}: ${state}, ${message}${share}`;
}
