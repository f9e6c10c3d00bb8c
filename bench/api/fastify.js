// SPDX-License-Identifier: GPL-3.0-or-later
// Deals by Fastify and better-sqlite3 in a cluster: node fastify.js DATABASE PORT PROCESSES
'use strict';
const cluster = require('cluster');
const [, , file, port, processes] = process.argv;

if (cluster.isPrimary) {
  for (let i = 0; i < Number(processes); i++)
    cluster.fork();
  process.on('SIGTERM', () => process.exit(0));
} else {
  const db = require('better-sqlite3')(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 10000');
  const columns = db.pragma('table_info(deal)').map((c) => c.name);
  const flags = ['budget_confirmed', 'decision_maker_identified', 'timeline_clear'];
  const properties = Object.fromEntries(columns.map((name) => [name, flags.includes(name) ? { type: ['boolean', 'null'] }
    : name === 'row_seq' ? { type: 'integer' } : { type: ['string', 'null'] }]));
  const deal = { type: 'object', properties };
  const list = db.prepare('SELECT * FROM deal ORDER BY id LIMIT ?');
  const listAfter = db.prepare('SELECT * FROM deal WHERE id > ? ORDER BY id LIMIT ?');
  const one = db.prepare('SELECT * FROM deal WHERE id = ?');
  const updates = new Map();
  const toAnswer = (row) => {
    for (const name of flags)
      if (row[name] !== null)
        row[name] = row[name] === 1;
    return row;
  };
  const app = require('fastify')();

  app.get('/api/crm/deals', {
    schema: {
      querystring: { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 1000, default: 50 }, after: { type: 'string' } } },
      response: { 200: { type: 'object', properties: { items: { type: 'array', items: deal }, next: { type: ['string', 'null'] } } } },
    },
  }, async (request) => {
    const { limit, after } = request.query;
    const items = (after ? listAfter.all(after, limit) : list.all(limit)).map(toAnswer);
    return { items, next: items.length === limit ? items[items.length - 1].id : null };
  });
  app.get('/api/crm/deals/:id', { schema: { response: { 200: deal } } }, async (request, reply) => {
    const row = one.get(request.params.id);
    if (!row)
      return reply.code(404).send();
    reply.header('ETag', `"${row.row_seq}"`);
    return toAnswer(row);
  });
  const changeable = Object.fromEntries(columns.filter((name) => !['id', 'row_seq'].includes(name)).map((name) => [name, properties[name]]));
  app.patch('/api/crm/deals/:id', {
    schema: { body: { type: 'object', properties: changeable, additionalProperties: false, minProperties: 1 }, response: { 200: deal } },
  }, async (request, reply) => {
    const names = Object.keys(request.body);
    const key = names.join();
    if (!updates.has(key))
      updates.set(key, db.prepare(`UPDATE deal SET ${names.map((name) => `${name} = ?`).join(', ')}, row_seq = row_seq + 1,`
                                  + " updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?"));
    const { changes } = updates.get(key).run(...names.map((name) => request.body[name]), request.params.id);
    if (!changes)
      return reply.code(404).send();
    return toAnswer(one.get(request.params.id));
  });
  app.listen({ port: Number(port), host: '127.0.0.1' });
}
