/** What the supervisor is asked to do. */
export type SupervisorRequest =
  | {
      readonly op: 'start';
      readonly id: number;
      readonly name: string;
      readonly command: string;
      readonly args: readonly string[];
      readonly env: { readonly [name: string]: string };
      readonly logFile: string;
    }
  /** Asks the process to end, and ends it after the grace time; at once without one. */
  | { readonly op: 'stop'; readonly id: number; readonly name: string; readonly graceMs: number }
  /** Live on without the parent. */
  | { readonly op: 'detach'; readonly id: number }
  | { readonly op: 'shutdown'; readonly id: number };

/** What the supervisor tells. */
export type SupervisorEvent =
  | { readonly event: 'done'; readonly id: number; readonly pid?: number }
  | { readonly event: 'failed'; readonly id: number; readonly message: string }
  | { readonly event: 'exited'; readonly name: string; readonly code: number | null; readonly signal: string | null };

/** The file in the work folder with the supervisor's process id; gone when everything is stopped. */
export const PID_FILE = 'supervisor.pid';

/** The folder for one log per process. */
export const LOG_DIR = 'logs';
