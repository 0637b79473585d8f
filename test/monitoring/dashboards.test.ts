import { manifestsOf } from '../harness';
import { dashboardOf, sight, wholeCopies } from '../model-store/sight/support';
import { watched } from './support';

const CONFIG_MAPS: any[] = Object.values(manifestsOf(watched().stack)).filter(
  ({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.grafana_dashboard === '1',
);
const DASHBOARDS: any[] = CONFIG_MAPS.map(({ data }) => JSON.parse(Object.values<string>(data)[0]));
/** Those of model stores: with a cache that tells of itself, and with one that does not. */
const MODEL_STORES: any[] = [dashboardOf(sight()), dashboardOf(wholeCopies(), 'ai-cloud-model-store-copies')];
const panelsOf = (dashboard: any): any[] => dashboard.panels.filter(({ type }: any) => type !== 'row');

test('there is one for the fleet, queues, jobs and the fabric', () => {
  expect(DASHBOARDS.map(({ uid }) => uid).sort()).toStrictEqual([
    'ai-cloud-fabric',
    'ai-cloud-fleet',
    'ai-cloud-jobs',
    'ai-cloud-queues',
  ]);
  expect(CONFIG_MAPS.map(({ metadata }) => metadata.namespace)).toStrictEqual(Array(4).fill('monitoring'));
});

describe.each([...DASHBOARDS, ...MODEL_STORES])('$title', (dashboard) => {
  test('has an id that Grafana takes, and ids of panels that occur once', () => {
    expect(dashboard.uid).toMatch(/^[a-z0-9-]{1,40}$/);
    const ids = dashboard.panels.map(({ id }: any) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('lays panels out in 24 columns without overlap or gap above', () => {
    const taken = new Set<string>();
    for (const { gridPos } of dashboard.panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          expect(taken.has(`${column}/${line}`)).toBe(false);
          taken.add(`${column}/${line}`);
        }
      }
    }
    const lines = [...taken].map((cell) => Number(cell.split('/')[1]));
    const last = Math.max(...lines);
    expect(new Set(lines).size).toBe(last + 1);
  });

  test('asks the data source that is chosen at the top', () => {
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    for (const panel of panelsOf(dashboard)) {
      const sources = [panel, ...panel.targets].map(({ datasource }: any) => datasource);
      expect(new Set(sources.map((source: any) => JSON.stringify(source)))).toStrictEqual(
        new Set(['{"type":"prometheus","uid":"${datasource}"}']),
      );
    }
  });

  test('says of each panel what it shows, in which unit and from what', () => {
    for (const { title, fieldConfig, targets } of panelsOf(dashboard)) {
      expect(title).not.toBe('');
      expect(fieldConfig.defaults.unit).toMatch(/^(short|percentunit|percent|Bps|bytes|celsius|watt|none|s)$/);
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr, legendFormat, refId } of targets) {
        expect([expr, legendFormat, refId].map((text) => text === '')).toStrictEqual([false, false, false]);
      }
    }
  });

  test('uses only variables that it has', () => {
    const known = new Set(dashboard.templating.list.map(({ name }: any) => name));
    const used = JSON.stringify(dashboard.panels).matchAll(/\$\{?([a-z_]+)\b/g);
    expect([...used].map(([, name]) => name).filter((name) => !known.has(name))).toStrictEqual([]);
  });

  test('has titles of panels that occur once', () => {
    const titles = panelsOf(dashboard).map(({ title }: any) => title);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toStrictEqual([]);
  });
});
