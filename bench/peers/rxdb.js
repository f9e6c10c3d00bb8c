// SPDX-License-Identifier: GPL-3.0-or-later
// RxDB pushing queued edits to a server over HTTP. Both keep everything in memory: nothing of it is durable.
//
// First as its page "HTTP replication from a custom server" shows it: express with express.json(), one route each for push, pull and the stream
// of server-sent events, fetch and EventSource at the client, conflicts found by updatedAt, batches of the default size (100). In place of the
// page's MongoDB there is a map, which is faster. Then the best it could be tuned to: a bare Node server on one kept connection, pushing only, in
// batches of TUNED_BATCH (TW_PEER_BATCH tries others).
//
// As in the other programs of this folder: EDITS different documents of about 400 bytes are at both ends; each is changed by itself while there is no
// connection, one save after the other; measured is from the moment of connecting until everything is in sync.
//   node rxdb.js EDITS      prints one line of JSON
'use strict';
const { fork } = require('child_process');
const http = require('http');
const express = require('express');
const EventSource = require('eventsource');
const { Subject } = require('rxjs');
const { createRxDatabase } = require('rxdb');
const { replicateRxCollection } = require('rxdb/plugins/replication');
const { getRxStorageMemory } = require('rxdb/plugins/storage-memory');

const TUNED_BATCH = Number(process.env.TW_PEER_BATCH || 1000);

// --- Servers ---

function isOlder(a, b) {
  return a.updatedAt < b.updatedAt || (a.updatedAt === b.updatedAt && a.id < b.id);
}

function take(documents, rows) {
  const conflicts = [], taken = [];
  for (const row of rows) {
    const present = documents.get(row.newDocumentState.id);
    if (present && (!row.assumedMasterState || present.updatedAt !== row.assumedMasterState.updatedAt))
      conflicts.push(present);
    else {
      documents.set(row.newDocumentState.id, row.newDocumentState);
      taken.push(row.newDocumentState);
    }
  }
  return { conflicts, taken };
}

function serveAsShown() {
  const documents = new Map(), events = new Subject(), app = express();
  let sorted = null;
  app.use(express.json({ limit: '50mb' }));
  app.get('/pull', (request, response) => {
    const from = { id: request.query.id || '', updatedAt: Number(request.query.updatedAt || 0) };
    sorted ??= [...documents.values()].sort((a, b) => (isOlder(a, b) ? -1 : 1));
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isOlder(from, sorted[middle]))
        high = middle;
      else
        low = middle + 1;
    }
    const found = sorted.slice(low, low + Number(request.query.batchSize)), last = found[found.length - 1];
    response.json({ documents: found, checkpoint: last ? { id: last.id, updatedAt: last.updatedAt } : from });
  });
  app.post('/push', (request, response) => {
    const { conflicts, taken } = take(documents, request.body), last = taken[taken.length - 1];
    sorted = null;
    if (last)
      events.next({ documents: taken, checkpoint: { id: last.id, updatedAt: last.updatedAt } });
    response.json(conflicts);
  });
  app.get('/pullStream', (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', Connection: 'keep-alive', 'Cache-Control': 'no-cache' });
    const subscription = events.subscribe(event => response.write('data: ' + JSON.stringify(event) + '\n\n'));
    request.on('close', () => subscription.unsubscribe());
  });
  return app;
}

function serveBare() {
  const documents = new Map();
  return (request, response) => {
    const parts = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => response.end(JSON.stringify(take(documents, JSON.parse(Buffer.concat(parts).toString())).conflicts)));
  };
}

function serve() {
  const shown = http.createServer(serveAsShown()), bare = http.createServer(serveBare());
  shown.listen(0, '127.0.0.1', () => bare.listen(0, '127.0.0.1', () => process.send([shown.address().port, bare.address().port])));
}

// --- Clients ---

function optionsAsShown(url) {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' }, stream = new Subject();
  const source = new EventSource(url + '/pullStream');
  source.onmessage = event => stream.next(JSON.parse(event.data));
  source.onerror = () => stream.next('RESYNC');
  return {
    push: { handler: async rows => (await fetch(url + '/push', { method: 'POST', headers, body: JSON.stringify(rows) })).json() },
    pull: {
      stream$: stream.asObservable(),
      handler: async (checkpoint, batchSize) => (await fetch(`${url}/pull?updatedAt=${checkpoint ? checkpoint.updatedAt : 0}&id=${
        checkpoint ? checkpoint.id : ''}&batchSize=${batchSize}`)).json(),
    },
    end: () => source.close(),
  };
}

function post(agent, url, body) {
  return new Promise((done, fail) => {
    const request = http.request(url, { agent, method: 'POST' }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => done(JSON.parse(Buffer.concat(parts).toString())));
    });
    request.on('error', fail);
    request.end(JSON.stringify(body));
  });
}

function optionsTuned(url) {
  const agent = new http.Agent({ keepAlive: true });
  return { push: { batchSize: TUNED_BATCH, handler: rows => post(agent, url, rows) }, end: () => agent.destroy() };
}

const text = maxLength => ({ type: 'string', maxLength });
const schema = {
  version: 0, primaryKey: 'id', type: 'object', required: ['id'],
  properties: { id: text(40), name: text(200), first_name: text(100), last_name: text(100), email: text(200), phone: text(40), job_title: text(100),
                city: text(100), country: text(2), lifecycle_stage: text(40), description: text(1000), updatedAt: { type: 'number' } },
};

const makeDocument = i => ({
  id: `contact-${i}`, name: `First${i} Last${i}`, first_name: `First${i}`, last_name: `Last${i}`, email: `p${i}@example.com`,
  phone: `+4930${1000000 + i}`, job_title: 'Buyer', city: 'Berlin', country: 'DE', lifecycle_stage: 'lead', updatedAt: 1000 + i,
  description: 'A customer of many years who orders in spring and asks for samples before each season begins.',
});

async function measure(edits, name, options) {
  const database = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
  const { contacts } = await database.addCollections({ contacts: { schema } });
  await contacts.bulkInsert(Array.from({ length: edits }, (_, i) => makeDocument(i)));
  const replication = replicateRxCollection({ replicationIdentifier: name, collection: contacts, live: true, ...options });
  await replication.awaitInitialReplication();
  await replication.awaitInSync();
  await replication.pause();
  for (const document of await contacts.find().exec())
    await document.incrementalPatch({ job_title: 'Director', updatedAt: Date.now() });
  const began = process.hrtime.bigint();
  await replication.start();
  await replication.awaitInSync();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  options.end();
  await replication.cancel();
  return edits / seconds;
}

async function main(edits, [shown, bare]) {
  const rate = await measure(edits, 'shown', optionsAsShown(`http://127.0.0.1:${shown}`));
  console.log(JSON.stringify({ push_rate: rate, tuned_rate: await measure(edits, 'tuned', optionsTuned(`http://127.0.0.1:${bare}`)) }));
}

if (process.argv[2] === 'serve')
  serve();
else {
  const server = fork(__filename, ['serve']);
  server.on('message', ports => main(Number(process.argv[2]), ports).then(() => 0, error => { console.error(error); return 1; })
    .then(status => { server.kill(); process.exit(status); }));
}
