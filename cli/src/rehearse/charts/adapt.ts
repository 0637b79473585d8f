import type { Manifest } from '../../control-plane/index.js';
import { isDefinition } from '../objects/rest.js';

/** Objects of a chart, sorted by what is done with them here. */
export interface Adapted {
  /** Applied as they are. */
  readonly objects: readonly Manifest[];
  /** Volcano's own webhook configurations, served by the real webhook manager. */
  readonly volcanoWebhooks: readonly Manifest[];
  /** Left out, each with the reason. */
  readonly leftOut: readonly { readonly manifest: Manifest; readonly reason: string }[];
  readonly notes: readonly string[];
}

/** Takes out of a chart what would need its controllers: they do not run in a rehearsal. */
export function adapt(manifests: readonly Manifest[]): Adapted {
  const objects: Manifest[] = [];
  const volcanoWebhooks: Manifest[] = [];
  const leftOut: { manifest: Manifest; reason: string }[] = [];
  let conversions = 0;
  for (const manifest of manifests) {
    if (manifest.kind.endsWith('WebhookConfiguration')) {
      if (isVolcanoWebhook(manifest)) volcanoWebhooks.push(manifest);
      else leftOut.push({ manifest, reason: 'webhook not running here' });
    } else if (manifest.kind === 'APIService') {
      leftOut.push({ manifest, reason: 'aggregated API not running here' });
    } else if (isDefinition(manifest) && hasConversion(manifest)) {
      conversions += 1;
      const { conversion: _, ...spec } = manifest.spec as typeof manifest.spec & { readonly conversion?: unknown };
      objects.push({ ...manifest, spec } as Manifest);
    } else {
      objects.push(manifest);
    }
  }
  const notes =
    conversions > 0 ? [`${conversions} definitions without their conversion webhook, which does not run here`] : [];
  return { objects, volcanoWebhooks, leftOut, notes };
}

function isVolcanoWebhook(manifest: Manifest): boolean {
  const webhooks = (manifest['webhooks'] ?? []) as readonly { readonly name: string }[];
  return webhooks.length > 0 && webhooks.every(({ name }) => name.endsWith('.volcano.sh'));
}

function hasConversion(manifest: Manifest): boolean {
  return (manifest['spec'] as { conversion?: { strategy?: string } }).conversion?.strategy === 'Webhook';
}
