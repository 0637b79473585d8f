import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';

import { parseTrace, readTrace } from '../../src/rehearse/trace/csv.js';
import { workloadOf } from '../../src/rehearse/trace/workload.js';
import type { WorkloadOptions } from '../../src/rehearse/trace/workload.js';
import { tempDir } from './helpers.js';

const OPTIONS: WorkloadOptions = { load: 0.9, meanSeconds: 10, podsPerJob: 'whole', nodes: 2, devicesPerNode: 8 };
const TRACE = Array.from({ length: 100 }, (_, index) => ({
  arrival: index * 60,
  devices: [1, 2, 4, 12][index % 4]!,
  duration: 600 * (1 + (index % 10)),
}));

test('finds the columns of a trace by their names, whatever their order, and sorts by arrival', () => {
  const philly = parseTrace('arrival_s,num_gpus,duration_s,job_type\n20,4,100.5,x\n\n0,1,50,"y"\n', 't.csv');
  assert.deepEqual(philly, [
    { arrival: 0, devices: 1, duration: 50 },
    { arrival: 20, devices: 4, duration: 100.5 },
  ]);
  const own = parseTrace('Duration, Devices, Arrival\r\n7,2,3\r\n', 't.csv');
  assert.deepEqual(own, [{ arrival: 3, devices: 2, duration: 7 }]);
});

test('fails on a trace that is not there, lacks a column or has a value of no use', async (t) => {
  await assert.rejects(readTrace(join(tempDir(t), 'none.csv')), /AIC-8014 at .*none\.csv: .*no such file/);
  assert.throws(
    () => parseTrace('arrival,devices\n', 't.csv'),
    /AIC-8015 at t\.csv: .*duration of jobs; got arrival, devices/,
  );
  const bad = (line: string): void => void parseTrace(`arrival,devices,duration\n0,1,1\n${line}`, 't.csv');
  assert.throws(() => bad('1,2.5,3'), /AIC-8016 at t\.csv:3: the devices of a job .* got 2\.5, want a whole number/);
  assert.throws(() => bad('1,2'), /AIC-8016 at t\.csv:3: the duration of a job .* got nothing/);
  assert.throws(() => bad('-1,2,3'), /AIC-8016 at t\.csv:3: the arrival/);
});

test('stretches arrivals so that the load is exact, whatever the seed moves', () => {
  for (const seed of [1, 2, 3]) {
    const { jobs, span, compression } = workloadOf(TRACE, OPTIONS, seed);
    const deviceTime = TRACE.reduce((sum, { devices, duration }) => sum + devices * duration, 0);
    assert.ok(Math.abs(deviceTime / (16 * span) - 0.9) < 1e-9);
    assert.deepEqual([jobs[0]!.arrival, jobs.at(-1)!.arrival], [0, span]);
    assert.ok(jobs.every(({ arrival }, index) => arrival >= (jobs[index - 1]?.arrival ?? 0)));
    assert.equal(compression, 330);
  }
});

test('the same seed makes the same jobs, and another one other guesses and arrivals', () => {
  const arrivals = (seed: number): number[] => workloadOf(TRACE, OPTIONS, seed).jobs.map(({ arrival }) => arrival);
  const guesses = (seed: number): number[] => workloadOf(TRACE, OPTIONS, seed).jobs.map((job) => job.class);
  assert.deepEqual([arrivals(1), guesses(1)], [arrivals(1), guesses(1)]);
  assert.notDeepEqual(arrivals(1), arrivals(2));
  assert.notDeepEqual(guesses(1), guesses(2));
});

test('classes are quartiles of the guesses, or limits in hours', () => {
  const counts = (options: Partial<WorkloadOptions>): number[] => {
    const { jobs } = workloadOf(TRACE, { ...OPTIONS, ...options }, 1);
    return [0, 1, 2, 3].map((number) => jobs.filter((job) => job.class === number).length);
  };
  counts({}).forEach((number) => assert.ok(Math.abs(number - 25) <= 1));
  assert.deepEqual(counts({ classHours: [100] }), [100, 0, 0, 0]);
  assert.equal(counts({ classHours: [0.01] })[1], 100);
});

test('a job has pods of whole nodes and a rest, or a pod for each device', () => {
  const pods = (podsPerJob: 'whole' | 'split'): readonly number[] =>
    workloadOf(TRACE, { ...OPTIONS, podsPerJob }, 1).jobs.find(({ devices }) => devices === 12)!.pods;
  assert.deepEqual(pods('whole'), [8, 4]);
  assert.deepEqual(
    pods('split'),
    Array.from({ length: 12 }, () => 1),
  );
});

test('leaves out what is too long or asks for no device, and says how many', () => {
  const trace = [...TRACE, { arrival: 1, devices: 0, duration: 5 }, { arrival: 2, devices: 1, duration: 1e6 }];
  const { jobs, leftOut } = workloadOf(trace, { ...OPTIONS, maxHours: 2, jobs: 50 }, 1);
  assert.deepEqual([jobs.length, leftOut], [50, 2]);
});

test('fails on a job that is larger than the cluster, and when too few jobs are left', () => {
  const small = { ...OPTIONS, nodes: 1 };
  assert.throws(() => workloadOf(TRACE, small, 1), /AIC-8017 .* got 12 devices, want at most 8/);
  assert.throws(() => workloadOf(TRACE, { ...OPTIONS, jobs: 1 }, 1), /AIC-8018 .* got 1 of 100/);
});
