// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of bench-insight by DuckDB: the table in memory, texts of few values as enums, one pass for the days asked for and those before.
//   node duckdb.js CSV THREADS FROM TO BEFORE
// answers lines "pivot COUNT FILE" and "sales COUNT FILE" with the milliseconds until the rows are in memory, and writes them to FILE as JSON.
'use strict';
const fs = require('fs');
const readline = require('readline');
const { DuckDBInstance } = require('@duckdb/node-api');

const [csv, threads, from, to, before] = process.argv.slice(2);
const days = `closed_at >= TIMESTAMP '${before}' AND closed_at < TIMESTAMP '${to}'`;
const current = `closed_at >= TIMESTAMP '${from}'`;
const month = `CASE WHEN ${current} THEN date_trunc('month', closed_at)::DATE END`;
const CYCLE = "date_diff('day', engaged_on, closed_at::DATE)";

// Key, second key, records, values, sum or part: of the days asked for, and in one group those before.
function grouped(where, key, second, values, sum) {
  return `SELECT ${current} AS c, ${key} AS k, ${second} AS s, count(*) AS n, ${values} AS v, ${sum} AS x FROM deals WHERE ${where} AND ${days} GROUP BY 1, 2, 3`;
}
const owner = `CASE WHEN ${current} THEN owner END`, none = 'NULL';
const won = "status = 'won'", closed = "status IN ('won', 'lost')", count = 'count(*)', amounts = 'count(amount)', total = 'sum(amount)';
const wonPart = "count(*) FILTER (status = 'won')";
const sales = [
  grouped(won, month, none, amounts, total), grouped(won, month, none, count, '0'), grouped(closed, month, none, count, wonPart),
  grouped(won, month, none, amounts, total), grouped(won, month, none, amounts, total), grouped(won, owner, none, amounts, total),
  grouped(closed, month, `CASE WHEN ${current} THEN status END`, count, '0'), grouped("status = 'lost'", `CASE WHEN ${current} THEN reason END`, none, count, '0'),
  grouped(won, month, none, `count(${CYCLE})`, `sum(${CYCLE})`), grouped(closed, owner, none, count, wonPart),
];
const pivot = ["SELECT true AS c, date_trunc('month', close_date)::DATE AS k, owner AS s, count(*) AS n, count(amount) AS v, sum(amount) AS x FROM deals GROUP BY 2, 3"];

async function main() {
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE raw AS FROM read_csv('${csv}', header = true, types = {'status': 'VARCHAR', 'owner': 'VARCHAR', 'reason': 'VARCHAR',
    'amount': 'VARCHAR', 'close_date': 'DATE', 'engaged_on': 'DATE', 'closed_at': 'BIGINT'})`);
  for (const name of ['status', 'owner', 'reason'])
    await connection.run(`CREATE TYPE ${name}_t AS ENUM (SELECT DISTINCT ${name} FROM raw WHERE ${name} IS NOT NULL)`);
  await connection.run(`CREATE TABLE deals AS SELECT status::status_t AS status, owner::owner_t AS owner, reason::reason_t AS reason,
    amount::BIGINT AS amount, close_date, engaged_on, make_timestamp(closed_at) AS closed_at FROM raw`);
  await connection.run('DROP TABLE raw');
  const prepared = { pivot: await Promise.all(pivot.map((sql) => connection.prepare(sql))),
                     sales: await Promise.all(sales.map((sql) => connection.prepare(sql))) };
  console.log('ready');
  for await (const request of readline.createInterface({ input: process.stdin })) {
    const [kind, times, file] = request.split(' ');
    const began = process.hrtime.bigint();
    for (let i = 0; i < Number(times); i++)
      for (const statement of prepared[kind])
        await statement.run();
    const ms = Number(process.hrtime.bigint() - began) / 1e6;
    const answers = [];
    for (const statement of prepared[kind])
      answers.push((await (await statement.run()).getRows()).map((row) => row.map((value) => value === null || value === true || value === false ? value : String(value))));
    fs.writeFileSync(file, JSON.stringify(answers));
    console.log(ms.toFixed(3));
  }
}
main();
