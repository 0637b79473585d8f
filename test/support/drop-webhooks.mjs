#!/usr/bin/env node
/** Helm post-renderer for tests: without the charts' controllers running, nobody would answer their webhooks. */
import { readFileSync } from 'node:fs';

const documents = readFileSync(0, 'utf8').split(/^---\s*$/m);
const kept = documents.filter((d) => !/^kind: (Mutating|Validating)WebhookConfiguration\s*$/m.test(d));
process.stdout.write(kept.join('---\n'));
