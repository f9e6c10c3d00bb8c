// SPDX-License-Identifier: GPL-3.0-or-later
// RxDB in memory pushing queued edits to a server that keeps them in memory, too: nothing of it is durable.
//   node rxdb.js EDITS      prints one line of JSON
'use strict';
const { fork } = require('child_process');
const http = require('http');
const { createRxDatabase } = require('rxdb');
const { replicateRxCollection } = require('rxdb/plugins/replication');
const { getRxStorageMemory } = require('rxdb/plugins/storage-memory');

const BATCH = 500;

function serve() {
  const documents = new Map();
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => {
      const conflicts = [];
      for (const row of JSON.parse(Buffer.concat(parts).toString())) {
        const present = documents.get(row.newDocumentState.id);
        if (present && (!row.assumedMasterState || present.job_title !== row.assumedMasterState.job_title))
          conflicts.push(present);
        else
          documents.set(row.newDocumentState.id, row.newDocumentState);
      }
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(conflicts));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
}

function post(agent, port, body) {
  return new Promise((done, fail) => {
    const request = http.request({ agent, host: '127.0.0.1', port, path: '/', method: 'POST', headers: { 'Content-Type': 'application/json' } },
                                 response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => done(JSON.parse(Buffer.concat(parts).toString())));
    });
    request.on('error', fail);
    request.end(JSON.stringify(body));
  });
}

const text = maxLength => ({ type: 'string', maxLength });
const schema = {
  version: 0, primaryKey: 'id', type: 'object', required: ['id'],
  properties: { id: text(40), name: text(200), email: text(200), phone: text(40), job_title: text(100), city: text(100), description: text(1000) },
};

async function measure(edits, port) {
  const database = await createRxDatabase({ name: 'crm', storage: getRxStorageMemory() });
  const { contacts } = await database.addCollections({ contacts: { schema } });
  await contacts.bulkInsert(Array.from({ length: edits }, (_, i) => (
    { id: `contact-${i}`, name: `First${i} Last${i}`, email: `p${i}@example.com`, phone: `+4930${1000000 + i}`, job_title: 'Buyer', city: 'Berlin',
      description: 'A customer of many years who orders in spring and asks for samples before each season begins.' })));
  const agent = new http.Agent({ keepAlive: true });
  const replication = replicateRxCollection({
    replicationIdentifier: 'bench', collection: contacts, live: true, autoStart: false,
    push: { batchSize: BATCH, handler: rows => post(agent, port, rows) },
  });
  await replication.start();
  await replication.awaitInSync();
  await replication.pause();
  for (const document of await contacts.find().exec())
    await document.incrementalPatch({ job_title: 'Director' });
  const began = process.hrtime.bigint();
  await replication.start();
  await replication.awaitInSync();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(JSON.stringify({ push_rate: edits / seconds }));
}

if (process.argv[2] === 'serve')
  serve();
else {
  const server = fork(__filename, ['serve']);
  server.on('message', port => measure(Number(process.argv[2]), port).then(() => 0, error => { console.error(error); return 1; })
    .then(status => { server.kill(); process.exit(status); }));
}
