import { Manifest, ManifestMember } from './manifest-member';

/** @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource */
const POLICY = 'helm.sh/resource-policy';
const KEEP = 'keep';

/** The annotations of an object that stays when its release goes. */
export function keptAnnotations(manifest: Manifest): { [key: string]: string } {
  return { ...manifest.metadata?.annotations, [POLICY]: KEEP };
}

/** Whether an object stays when its release goes. Parses the few that speak of it at all. */
export function isKept(member: ManifestMember): boolean {
  if (member.text !== undefined && !member.text.includes(POLICY)) return false;
  return member.manifest.metadata.annotations?.[POLICY] === KEEP;
}
