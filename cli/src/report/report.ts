import { readProgram } from '../blueprint/index.js';
import { capacityTable } from './capacity.js';
import { unitDiagram } from './diagram.js';
import { modelTable } from './models.js';

/** Capacity, models, images and structure of a synthesised program, as Markdown that a terminal shows well too. */
export async function report(folder: string, stack?: string): Promise<string> {
  const { blueprints } = await readProgram(folder, stack);
  const images = [
    ...new Set(blueprints.flatMap((blueprint) => blueprint.images.map(({ reference }) => reference))),
  ].sort();
  return [
    '# Capacity',
    'Devices of each pool and who takes them. Queues deserve what is theirs; what they leave idle is lent. Sizes are per node.',
    fenced('text', capacityTable(blueprints)),
    '# Models and datasets',
    'What each tier holds, and what it takes to bring all copies into the hot tier once: when each comes from the warm tier, and when nodes hand on what one of them has read. Times are those when nothing else reads.',
    fenced('text', modelTable(blueprints)),
    '# Images',
    'What objects and charts may pull, and so what a mirror must hold.',
    images.length === 0 ? 'No object names an image.' : images.map((image) => `- ${image}`).join('\n'),
    '# Units',
    'Each waits for those whose arrows reach it; double borders are charts.',
    fenced('mermaid', unitDiagram(blueprints)),
  ].join('\n\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
