import { isNodeLabel } from './private/node-label';
import { fail } from '../core/private/fail';

/**
 * Which nodes that exist belong to a pool.
 *
 * @example
 * import { NodeSelector } from 'cdktf-ai-cloud';
 *
 * const nodes = NodeSelector.labels({ 'acme.com/pool': 'h800' });
 */
export class NodeSelector {
  /** Nodes that carry all of these labels. */
  public static labels(labels: { [key: string]: string }): NodeSelector {
    const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const wrong = entries.find((label) => !isNodeLabel(label));
    if (entries.length === 0 || wrong !== undefined) {
      throw fail(undefined, {
        code: 'AIC-2002',
        what: 'the node labels select nothing that can exist',
        got: wrong === undefined ? labels : `${wrong[0]}=${wrong[1]}`,
        want: 'at least one label with a Kubernetes key and value',
        fix: "Write NodeSelector.labels({ 'acme.com/pool': 'h800' }).",
      });
    }
    return new NodeSelector(Object.fromEntries(entries));
  }

  private constructor(
    /** The labels, sorted by key. */
    public readonly nodeLabels: { [key: string]: string },
  ) {}
}
