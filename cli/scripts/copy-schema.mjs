// The published schema of a blueprint lives in the library; the package carries a copy beside the code that reads it.
import { copyFileSync } from 'node:fs';

const from = new URL('../../lib/core/blueprint.schema.json', import.meta.url);
copyFileSync(from, new URL('../dist/blueprint/blueprint.schema.json', import.meta.url));
