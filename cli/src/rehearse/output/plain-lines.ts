import { ListrTaskEventType, ListrTaskState } from 'listr2';
import type { ListrRenderer, ListrTaskObject } from 'listr2';

type Task = ListrTaskObject<unknown, typeof PlainLines, typeof PlainLines>;

const PROGRESS_MS = 10_000;

/** Progress where no terminal is: a line for each task that ended, and now and then one for what takes long. */
export class PlainLines implements ListrRenderer {
  static readonly nonTTY = true;
  static rendererOptions: never;
  static rendererTaskOptions: never;

  constructor(private readonly tasks: Task[]) {}

  render(): void {
    this.tasks.forEach((task) => this.follow(task, ''));
  }

  end(): void {
    // Lines stay as they are.
  }

  private follow(task: Task, indent: string): void {
    let told = Date.now();
    const say = (mark: string, text: string): void => {
      told = Date.now();
      process.stdout.write(`${indent}${mark} ${text}\n`);
    };
    let failed = false;
    let skipped = false;
    task.on(ListrTaskEventType.SUBTASK, (subtasks) => {
      if (task.hasTitle()) say('▸', task.title!);
      (subtasks as unknown as Task[]).forEach((subtask) =>
        this.follow(subtask, task.hasTitle() ? `${indent}  ` : indent),
      );
    });
    task.on(ListrTaskEventType.MESSAGE, ({ error, skip }) => {
      failed ||= error !== undefined;
      skipped ||= skip !== undefined;
    });
    task.on(ListrTaskEventType.OUTPUT, (output) => {
      if (Date.now() - told >= PROGRESS_MS) say('…', output);
    });
    task.on(ListrTaskEventType.STATE, (state) => {
      const ended = [ListrTaskState.COMPLETED, ListrTaskState.FAILED, ListrTaskState.SKIPPED].includes(state);
      if (!ended || task.subtasks?.length > 0 || !task.hasTitle()) return;
      if (failed || state === ListrTaskState.FAILED) say('✖', task.title!);
      else say(skipped || state === ListrTaskState.SKIPPED ? '–' : '✔', task.title!);
    });
  }
}
