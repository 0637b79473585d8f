'use strict';

/** What must hold; `value` is compared with `limit` in the direction that `atLeast` says. */
function judge({ sizes, imports }) {
  const at = (objects) => sizes.find((size) => size.objects === objects);
  const five = at(5000);
  const fifty = at(50000);
  const bars = [
    bar('5,000 objects: times faster than cdk8s', five.cdk8s.milliseconds / five.ours.milliseconds, 6, true),
    bar(
      '5,000 objects: times faster than kubernetes_manifest',
      five.manifest.milliseconds / five.ours.milliseconds,
      8,
      true,
    ),
    bar('5,000 objects: peak memory, of that of cdk8s', five.ours.peakMegabytes / five.cdk8s.peakMegabytes, 1.2, false),
    bar(
      '50,000 objects: time for each, of that at 5,000',
      fifty.ours.milliseconds / fifty.objects / (five.ours.milliseconds / five.objects),
      1.3,
      false,
    ),
    bar(
      'import and use the cluster: time, of that of cdktf',
      imports.ours.milliseconds / imports.cdktf.milliseconds,
      1.3,
      false,
    ),
  ];
  return bars;
}

function bar(what, value, limit, atLeast) {
  return { what, value, limit, atLeast, holds: atLeast ? value >= limit : value <= limit };
}

function report({ node, cpus, versions, sizes, imports }, bars) {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = sizes.map(({ objects, ours, cdk8s, manifest }) => [
    objects.toLocaleString('en'),
    seconds(ours),
    seconds(cdk8s),
    times(cdk8s, ours),
    seconds(manifest),
    times(manifest, ours),
    megabytes(ours),
    megabytes(cdk8s),
    megabytes(manifest),
  ]);
  const importRows = [
    ['cdktf-ai-cloud, and the cluster used', milliseconds(imports.ours), megabytes(imports.ours)],
    ['cdktf-ai-cloud, nothing used', milliseconds(imports.bare), megabytes(imports.bare)],
    ['cdktf alone', milliseconds(imports.cdktf), megabytes(imports.cdktf)],
  ];
  const barRows = bars.map(({ what, value, limit, atLeast, holds }) => [
    holds ? 'PASS' : 'FAIL',
    what,
    value.toFixed(2),
    `${atLeast ? 'at least' : 'at most'} ${limit}`,
  ]);
  return [
    `Node ${node}, ${cpus} CPUs, ${names.join(', ')}`,
    '',
    'Synthesis of Deployments of 1.9 kB (fastest round; memory: median of the peaks)',
    table(['objects', 'ours', 'cdk8s', '', 'kubernetes_manifest', '', 'ours', 'cdk8s', 'kubernetes_manifest'], rows),
    'Import (fastest round)',
    table(['', 'time', 'memory'], importRows),
    'Bars',
    table(['', '', 'measured', 'wanted'], barRows),
  ].join('\n');
}

function table(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const isText = head.map((_, i) => rows.some((row) => /[A-Za-z]{4}/.test(row[i])));
  const line = (cells) =>
    `  ${cells.map((cell, i) => (isText[i] ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`.trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

function seconds(run) {
  return run === undefined ? '' : `${(run.milliseconds / 1000).toFixed(2)} s`;
}

function milliseconds(run) {
  return `${run.milliseconds.toFixed(0)} ms`;
}

function megabytes(run) {
  return run === undefined ? '' : `${run.peakMegabytes.toFixed(0)} MB`;
}

function times(other, ours) {
  return other === undefined ? '' : `${(other.milliseconds / ours.milliseconds).toFixed(1)} ×`;
}

module.exports = { judge, report };
