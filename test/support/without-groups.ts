import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SHARED = join(__dirname, '..', '..', '..', 'shared', 'crds');

/** API groups of the examples whose definitions no Go module carries and that are not at hand either. */
export const MISSING_GROUPS: string[] = existsSync(join(SHARED, 'kagent')) ? [] : ['kagent.dev'];

export function isMissing(apiVersion: string): boolean {
  return MISSING_GROUPS.some((group) => apiVersion.startsWith(`${group}/`));
}

/** The configuration without the resources that carry objects of these groups, and without what waits for them. */
export function withoutMissingGroups(configuration: any): any {
  const carries = (resource: any): boolean => {
    const text = JSON.stringify(resource.yaml_body ?? resource.values ?? '');
    return MISSING_GROUPS.some((group) => text.includes(`\\"apiVersion\\":\\"${group}/`));
  };
  const gone = new Set<string>();
  const resource: Record<string, any> = {};
  for (const [type, resources] of Object.entries<any>(configuration.resource)) {
    const kept = Object.entries<any>(resources).filter(([id, r]) => {
      if (carries(r)) gone.add(`${type}.${id}`);
      return !carries(r);
    });
    resource[type] = Object.fromEntries(kept);
  }
  for (const one of Object.values(resource).flatMap((resources) => Object.values<any>(resources))) {
    if (one.depends_on !== undefined) one.depends_on = one.depends_on.filter((address: string) => !gone.has(address));
  }
  return { ...configuration, resource };
}
