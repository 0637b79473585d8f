import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { isFree, PortReservations } from '../../src/control-plane/ports.js';
import { tempDir } from './helpers.js';

test('reserves ports below the range for outgoing connections', async (t) => {
  const ports = new PortReservations(process.pid, tempDir(t));
  for (let i = 0; i < 20; i += 1) {
    const port = await ports.reserve();
    assert.ok(port >= 20_000 && port < 32_768, String(port));
  }
});

test('never gives a port that another rehearsal reserved, although nothing listens on it yet', async (t) => {
  const dir = tempDir(t);
  const range = { first: 21_500, last: 21_519 };
  const [one, two] = [new PortReservations(process.pid, dir, range), new PortReservations(process.pid, dir, range)];
  const given = [];
  for (let i = 0; i < 5; i += 1) given.push(await one.reserve(), await two.reserve());
  assert.equal(new Set(given).size, 10);
});

test('takes over the reservation of a process that died', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, '21540'), '999999999');
  const ports = new PortReservations(process.pid, dir, { first: 21_540, last: 21_540 });
  assert.equal(await ports.reserve(), 21_540);
});

test('fails when every port is taken, and works again once they are given back', async (t) => {
  const dir = tempDir(t);
  const range = { first: 21_560, last: 21_560 };
  const [one, two] = [new PortReservations(process.pid, dir, range), new PortReservations(process.pid, dir, range)];
  await one.reserve();
  await assert.rejects(two.reserve(), /AIC-6010 at 127\.0\.0\.1: .*want a free port between 21560 and 21560/);
  await one.release();
  assert.equal(await two.reserve(), 21_560);
});

test('sees that a port is listened on', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  assert.equal(await isFree(port), false);
  await new Promise((done) => server.close(done));
  assert.equal(await isFree(port), true);
});
