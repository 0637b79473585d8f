import { IConstruct } from 'constructs';
import { ManifestMember } from './manifest-member';
import { escapeTemplate, toTerraformJson } from './terraform-json';

/**
 * What one release may hold. Helm keeps values and manifests, compressed, in one Secret of at most 1 MiB; base64 takes a
 * quarter and each object stands there twice, so this fits even when nothing compresses.
 */
export const BUNDLE_BUDGET_BYTES = 384 * 1024;

/** Values of the raw chart: a map, so that a diff names the object and an added one moves no other. */
export function bundleJson(scope: IConstruct, members: ManifestMember[]): string {
  const entries = members.map((m) => `${escapeTemplate(JSON.stringify(m.key))}:${memberJson(scope, m)}`);
  return `{"objects":{${entries.join(',')}}}`;
}

/** The same without the escapes of Terraform, in pieces; undefined when an object has tokens. */
export function plainBundlePieces(members: ManifestMember[]): string[] | undefined {
  const pieces = ['{"objects":{'];
  for (const { key, text } of members) {
    if (text === undefined) return undefined;
    pieces.push(`${pieces.length === 1 ? '' : ','}${JSON.stringify(key)}:`, text);
  }
  return [...pieces, '}}'];
}

/** One object as JSON in a Terraform string. */
export function memberJson(scope: IConstruct, m: ManifestMember): string {
  return m.text === undefined ? toTerraformJson(scope, m.manifest, m.tokens) : escapeTemplate(m.text);
}
