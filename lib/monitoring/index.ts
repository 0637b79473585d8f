export * from './alert-rule';
export * from './alert-thresholds';
export * from './grafana-options';
export * from './metrics-backend';
export * from './monitoring';
export * from './scrape-options';
