import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ISynthesisSession } from 'cdktf';
import { IConstruct } from 'constructs';
import { stackOf } from './registry';

/** cdktf looks for this on every construct; the symbol is the same in cdktn. */
const CUSTOM_SYNTHESIS = Symbol.for('cdktf/customSynthesis');

/** Called while the app is written, with the folder that `cdk.tf.json` of the construct's stack will stand in. */
export function whenWritten(construct: IConstruct, write: (folder: string) => void): void {
  const onSynthesize = (session: ISynthesisSession): void => {
    const { workingDirectory } = session.manifest.forStack(stackOf(construct));
    const folder = join(session.outdir, workingDirectory);
    mkdirSync(folder, { recursive: true });
    write(folder);
  };
  Object.defineProperty(construct, CUSTOM_SYNTHESIS, { value: { onSynthesize } });
}
