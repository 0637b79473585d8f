import { oneLine } from './render-rules';
import { Manifest } from '../manifest-member';

/** Units of Grafana that our panels use. */
export type PanelUnit = 'short' | 'percentunit' | 'percent' | 'Bps' | 'bytes' | 'celsius' | 'watt' | 'none' | 's';

/** One query of a panel. */
export interface PanelQuery {
  readonly expr: string;
  /** Legend, with labels as `{{node}}`. */
  readonly legend: string;
}

/** What one panel shows. */
export interface Panel {
  readonly title: string;
  readonly kind: 'timeseries' | 'stat' | 'bargauge' | 'table';
  readonly unit: PanelUnit;
  readonly queries: readonly PanelQuery[];
  /** Columns of 24. */
  readonly width: number;
  readonly description?: string;
  /** Values from which on a stat or a bar is yellow and red. */
  readonly thresholds?: readonly [number, number];
}

/** A choice at the top of a dashboard: values of a label. */
export interface DashboardVariable {
  readonly name: string;
  readonly label: string;
  readonly query: string;
}

/** A dashboard as rows of panels. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly { readonly title: string; readonly height: number; readonly panels: readonly Panel[] }[];
}

const COLUMNS = 24;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The ConfigMap that Grafana's sidecar finds by its labels. */
export function renderDashboard(
  dashboard: Dashboard,
  namespace: string,
  labels: { readonly [key: string]: string },
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `dashboard-${dashboard.uid}`, namespace, labels },
    data: { [`${dashboard.uid}.json`]: dashboardJson(dashboard) },
  };
}

/** The dashboard as Grafana reads it; panels stand beside each other and break into lines like words. */
function dashboardJson(dashboard: Dashboard): string {
  let id = 0;
  let y = 0;
  const panels = dashboard.rows.flatMap(({ title, height, panels: inRow }) => {
    const row = {
      id: (id += 1),
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { h: 1, w: COLUMNS, x: 0, y },
    };
    y += 1;
    let x = 0;
    const rendered = inRow.map((panel) => {
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += height;
      }
      const gridPos = { h: height, w: panel.width, x, y };
      x += panel.width;
      return { id: (id += 1), gridPos, ...renderPanel(panel) };
    });
    y += height;
    return [row, ...rendered];
  });
  return JSON.stringify({
    uid: dashboard.uid,
    title: dashboard.title,
    tags: ['ai-cloud'],
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'utc',
    annotations: { list: [] },
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
        ...dashboard.variables.map(renderVariable),
      ],
    },
    panels,
  });
}

function renderVariable({ name, label, query }: DashboardVariable): object {
  return {
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    query: { query, refId: name },
    definition: query,
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  };
}

function renderPanel(panel: Panel): object {
  const [yellow, red] = panel.thresholds ?? [];
  const steps = [
    { color: 'green', value: null },
    ...(yellow === undefined ? [] : [{ color: 'yellow', value: yellow }]),
    ...(red === undefined ? [] : [{ color: 'red', value: red }]),
  ];
  return {
    type: panel.kind,
    title: panel.title,
    ...(panel.description === undefined ? {} : { description: panel.description }),
    datasource: DATASOURCE,
    fieldConfig: {
      defaults: { unit: panel.unit, thresholds: { mode: 'absolute', steps }, color: { mode: colourOf(panel) } },
      overrides: [],
    },
    options: OPTIONS[panel.kind],
    targets: panel.queries.map(({ expr, legend }, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: DATASOURCE,
      expr: oneLine(expr),
      legendFormat: legend,
      ...(panel.kind === 'timeseries' ? { range: true } : { instant: true }),
      ...(panel.kind === 'table' ? { format: 'table' } : {}),
    })),
  };
}

function colourOf({ kind, thresholds }: Panel): string {
  return kind === 'timeseries' || thresholds === undefined ? 'palette-classic' : 'thresholds';
}

const LAST = { calcs: ['lastNotNull'], fields: '', values: false };
const OPTIONS: { readonly [kind in Panel['kind']]: object } = {
  timeseries: {
    legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull'] },
    tooltip: { mode: 'multi' },
  },
  stat: { reduceOptions: LAST, colorMode: 'value', graphMode: 'area' },
  bargauge: { reduceOptions: LAST, orientation: 'horizontal', displayMode: 'basic' },
  table: { showHeader: true },
};
