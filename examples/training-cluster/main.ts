import { App } from 'cdktf';
import { TrainingCluster } from './training-cluster';

const app = new App();
new TrainingCluster(app, 'training-cluster');
app.synth();
