import { IConstruct } from 'constructs';
import { fail, prose } from '../../../core/private/fail';
import { FilesKind } from './stored-name';

/** SPDX compares its identifiers without regard to case. */
function sameLicense(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Refuses what is no single SPDX identifier. */
export function checkLicenseIds(scope: IConstruct, licenses: readonly string[]): void {
  const wrong = licenses.filter((license) => !/^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/.test(license));
  if (wrong.length === 0) return;
  throw fail(scope, {
    code: 'AIC-3353',
    what: 'a licence is no SPDX identifier',
    got: wrong,
    want: "letters, digits, '.', '+' and '-', as in the SPDX list",
    fix: "For example 'apache-2.0'; for one that is not in the list 'LicenseRef-qwen'.",
  });
}

/** A model of which nobody knows the licence is not accepted; a dataset may be one's own. */
export function checkLicense(
  scope: IConstruct,
  kind: FilesKind,
  license: string | undefined,
  accepted: readonly string[] | undefined,
): void {
  if (license !== undefined) checkLicenseIds(scope, [license]);
  if (accepted === undefined || (kind === 'dataset' && license === undefined)) return;
  if (license !== undefined && accepted.some((one) => sameLicense(one, license))) return;
  throw fail(scope, {
    code: 'AIC-3354',
    what: `the store does not accept the licence of the ${kind}`,
    got: license ?? prose('none'),
    want: accepted.join(', ') || 'nothing: the list of the store is empty',
    fix: "Look it up where the files come from and write license: 'apache-2.0'; acceptedLicenses of the store decides.",
  });
}
