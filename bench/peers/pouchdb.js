// SPDX-License-Identifier: GPL-3.0-or-later
// PouchDB on LevelDB pulling from, pushing to and living with express-pouchdb, each end a process of its own.
//
// Queued edits: DOCUMENTS of about 400 bytes are at both ends, in sync; EDITS of them are each changed by itself while there is no connection, by
// db.put(), one save after the other; measured is db.sync(url), as the guide of PouchDB shows it, until both directions are done. With everything as it is
// by default, all of express-pouchdb and batches of 100: the first push of a device, which asks the server about each document that it had pulled, too, and a
// second one, which knows where both ends are. Then with the routes alone that PouchDB needs ("minimumForPouchDB") and batches of TUNED_BATCH
// (TW_PEER_BATCH tries others), where both ends are known as well. The other figures are taken with these settings, too. Neither LevelDB waits for the disk.
//   node pouchdb.js FOLDER DOCUMENTS EDITS      prints one line of JSON
'use strict';
const { fork } = require('child_process');
const fs = require('fs');
const path = require('path');
const PouchDB = require('pouchdb-node');

const TUNED_BATCH = Number(process.env.TW_PEER_BATCH || 1000);

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];

function makeDocument(i) {
  return i % 2
    ? { _id: `activity-${i}`, kind: 'call', subject: `Asked price ${i}`, at: '2026-05-01T10:00:00Z', direction: 'outbound',
        description: 'asked offered called sent quote sample price delivery contract renewal meeting answer pending interested'.repeat(2) }
    : { _id: `contact-${i}`, name: `First${i} Last${i}`, first_name: `First${i}`, last_name: `Last${i}`, email: `p${i}@example.com`,
        phone: `+4930${1000000 + i}`, job_title: 'Buyer', city: 'Berlin', country: 'DE', lifecycle_stage: 'lead',
        description: 'A customer of many years who orders in spring and asks for samples before each season begins.' };
}

async function add(app, address, folder, options, count) {
  fs.mkdirSync(folder, { recursive: true });
  const Local = PouchDB.defaults({ prefix: folder + path.sep });
  const db = new Local('crm');
  for (let i = 0; i < count; i += 1000)
    await db.bulkDocs(Array.from({ length: Math.min(1000, count - i) }, (_, k) => makeDocument(i + k)));
  app.use(address, require('express-pouchdb')(Local, { ...options, logPath: path.join(folder, 'log.txt'), configPath: path.join(folder, 'config.json') }));
}

async function serve(folder, count) {
  const app = require('express')();
  await add(app, '/tuned', path.join(folder, 'tuned'), { mode: 'minimumForPouchDB' }, count);
  await add(app, '/default', path.join(folder, 'default'), {}, count);
  const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
}

async function push(local, url, edits, options, title) {
  for (const { doc } of (await local.allDocs({ include_docs: true, limit: edits })).rows)
    await local.put({ ...doc, job_title: title });
  const began = process.hrtime.bigint();
  await local.sync(url, options);
  return edits / (Number(process.hrtime.bigint() - began) / 1e9);
}

async function measure(folder, count, edits, server) {
  const url = server + '/tuned/crm';
  const batch = { batch_size: 1000 };
  const a = new PouchDB(path.join(folder, 'a')), b = new PouchDB(path.join(folder, 'b'));
  let began = process.hrtime.bigint();
  const seconds = () => Number(process.hrtime.bigint() - began) / 1e9;
  await a.replicate.from(url, batch);
  const loadRate = count / seconds();
  await a.sync(url, batch);
  const tunedRate = await push(a, url, edits, { batch_size: TUNED_BATCH }, 'Director');
  const c = new PouchDB(path.join(folder, 'c')), whole = server + '/default/crm';
  await c.sync(whole, batch);
  const pushRate = await push(c, whole, edits, {}, 'Director');
  const againRate = await push(c, whole, edits, {}, 'Chief');
  await b.replicate.from(url, { ...batch, doc_ids: ['contact-0'] });
  const up = a.replicate.to(url, { live: true, since: 'now' });
  const since = (await new PouchDB(url).info()).update_seq;
  const down = b.replicate.from(url, { live: true, since });
  const waiting = new Map();
  b.changes({ live: true, since: 'now', include_docs: true }).on('change', c => waiting.get(c.doc.job_title)?.());
  await new Promise(done => setTimeout(done, 1000));
  const times = [];
  for (let i = 0; i < 200; i++) {
    const seen = new Promise(done => waiting.set(`w${i}`, done));
    const doc = await a.get('contact-0');
    const from = process.hrtime.bigint();
    await a.put({ ...doc, job_title: `w${i}` });
    await Promise.race([seen, new Promise((_, fail) => setTimeout(() => fail(new Error('not seen')), 30000))]);
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
    await new Promise(done => setTimeout(done, 10));
  }
  up.cancel();
  down.cancel();
  return { load_rate: loadRate, push_rate: pushRate, again_rate: againRate, tuned_rate: tunedRate, live_p50: quantile(times, 0.5), live_p95: quantile(times, 0.95) };
}

const [folder, count, edits] = [path.resolve(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
if (process.env.TW_PEER_SERVER)
  serve(path.join(folder, 'server'), count);
else {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const server = fork(__filename, [folder, String(count)], { env: { ...process.env, TW_PEER_SERVER: '1' }, silent: true });
  server.on('message', port => measure(folder, count, edits, `http://127.0.0.1:${port}`).then(
    result => { console.log(JSON.stringify(result)); server.kill(); process.exit(0); },
    error => { console.error(error); server.kill(); process.exit(1); }));
}
