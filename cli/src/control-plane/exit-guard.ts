/** Something that must not outlive this process. */
export interface Guarded {
  shutdown(): Promise<void>;
  /** The same without promises, for the moment when the process is ending. */
  shutdownSync(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const guarded = new Set<Guarded>();

/** Ends it when this process ends, whether normally, by an error or by a signal; the returned function lets go. */
export function guard(item: Guarded): () => void {
  if (guarded.size === 0) install();
  guarded.add(item);
  return () => {
    if (guarded.delete(item) && guarded.size === 0) uninstall();
  };
}

function install(): void {
  SIGNALS.forEach((signal) => process.on(signal, onSignal));
  process.on('exit', onExit);
}

function uninstall(): void {
  SIGNALS.forEach((signal) => process.off(signal, onSignal));
  process.off('exit', onExit);
}

function onExit(): void {
  guarded.forEach((item) => item.shutdownSync());
}

/** Cleans up, then lets the signal do what it would have done, unless the program handles it itself. */
function onSignal(signal: NodeJS.Signals): void {
  void Promise.allSettled([...guarded].map((item) => item.shutdown())).then(() => {
    uninstall();
    guarded.clear();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}
