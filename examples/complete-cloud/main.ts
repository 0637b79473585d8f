import { App } from 'cdktf';
import { CompleteCloud } from './complete-cloud';

const app = new App();
new CompleteCloud(app, 'complete-cloud');
app.synth();
