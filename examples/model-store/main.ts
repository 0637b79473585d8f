import { App } from 'cdktf';
import { PLACES } from './places';
import { ModelStore } from './model-store';

/** The same store in five places: on premises, and in four clouds with buckets of their own. */
const app = new App();
for (const [name, place] of Object.entries(PLACES)) new ModelStore(app, `model-store-${name}`, place);
app.synth();
