// SPDX-License-Identifier: GPL-3.0-or-later
// The quotes of bench-paper by PDFKit: the words come ready, the columns have fixed places.
//   node pdfkit.js FOLDER FONT BOLD      answers as bench-paper serve does, from FOLDER/N.tsv
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const PDFDocument = require('pdfkit');

const [folder, regular, bold] = process.argv.slice(2);
const fontFiles = { r: fs.readFileSync(regular), b: fs.readFileSync(bold) };
const WIDTH = 595.276, HEIGHT = 841.89, LEFT = 56.693, RIGHT = WIDTH - LEFT, TOP = 62.362, BOTTOM = HEIGHT - 73.701;
const PAD_X = 5, PAD_Y = 4.5;
const labels = ['', 'Description', 'Quantity', 'Unit price', 'Discount', 'Tax', 'Amount'];

function readWords(n) {
  return fs.readFileSync(path.join(folder, `${n}.tsv`), 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
}

function makePdf(lines, pageCount) {
  const chunks = [];
  const doc = new PDFDocument({ size: [WIDTH, HEIGHT], margin: 0, autoFirstPage: false, compress: true });
  const find = (kind, word = 1) => (lines.find((line) => line[0] === kind) || [])[word] || '';
  const places = lines.find((line) => line[0] === 'places').slice(1).map(Number), nameWidth = places.pop();
  let y = TOP, pages = 0;
  const done = new Promise((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))));
  doc.on('data', (chunk) => chunks.push(chunk));
  doc.registerFont('r', fontFiles.r);
  doc.registerFont('b', fontFiles.b);

  const use = (font, size, color) => doc.font(font).fontSize(size).fillColor(color);
  const put = (text, x, at) => { doc.text(text, x, at, { lineBreak: false }); return doc.currentLineHeight(true); };
  const putEnd = (text, x, at) => { doc.text(text, x - doc.widthOfString(text), at, { lineBreak: false }); return doc.currentLineHeight(true); };
  const wrap = (text, x, at, width) => { doc.text(text, x, at, { width }); return doc.y - at; };
  const rule = (at, thickness, color) => doc.moveTo(LEFT, at).lineTo(RIGHT, at).lineWidth(thickness).strokeColor(color).stroke();

  function beginPage() {
    doc.addPage();
    pages++;
    y = TOP;
    use('r', 8, '#616161');
    if (pages > 1) {
      put(find('letterhead'), LEFT, 24);
      putEnd(find('letterhead', 2), RIGHT, 24);
    }
    put(find('foot'), LEFT, HEIGHT - 33);
    putEnd(`Page ${pages} of ${pageCount}`, RIGHT, HEIGHT - 33);
  }
  function putLabels() {
    let height = 0;
    use('b', 8.8, '#1f3a5f');
    for (let c = 1; c < labels.length; c++)
      height = c === 1 ? put(labels[c], places[c], y + PAD_Y) : putEnd(labels[c], places[c], y + PAD_Y);
    y += height + 2 * PAD_Y;
    rule(y, 1, '#1f3a5f');
  }
  function putCarried(amount) {
    use('b', 8.8, '#1f3a5f');
    put('Carried forward', places[1], y + PAD_Y);
    y += putEnd(amount, places[6], y + PAD_Y) + 2 * PAD_Y;
  }
  function putRow(row) {
    use('r', 8.8, '#1d1f24');
    const name = doc.heightOfString(row[2], { width: nameWidth });
    doc.fontSize(7.568);
    const more = row[3] ? doc.heightOfString(row[3], { width: nameWidth }) : 0;
    if (y + name + more + 2 * PAD_Y + 21 > BOTTOM) {
      putCarried(row[9]);
      beginPage();
      putLabels();
      putCarried(row[9]);
    }
    use('r', 8.8, '#1d1f24');
    wrap(row[2], places[1], y + PAD_Y, nameWidth);
    putEnd(row[1], places[0], y + PAD_Y);
    for (let c = 2; c < places.length; c++)
      if (row[c + 2])
        putEnd(row[c + 2], places[c], y + PAD_Y);
    if (row[3]) {
      use('r', 7.568, '#5f6670');
      wrap(row[3], places[1], y + PAD_Y + name, nameWidth);
    }
    y += name + more + 2 * PAD_Y;
    rule(y, 0.4, '#d3d7dd');
  }
  function makeRoom(height) {
    if (y + height > BOTTOM)
      beginPage();
  }

  beginPage();
  use('b', 13, '#1f3a5f');
  put(find('company'), LEFT, y);
  use('r', 8, '#5f6670');
  for (const line of lines)
    if (line[0] === 'head')
      y += putEnd(line[1], RIGHT, y);
  rule(y + 14, 0.6, '#d3d7dd');
  use('r', 24, '#1f3a5f');
  y += 30 + put('Quote', LEFT, y + 30) + 14;
  let beside = y;
  use('b', 7.5, '#5f6670');
  y += put('For', LEFT, y) + 4;
  use('b', 10, '#1d1f24');
  y += put(find('customer'), LEFT, y) + 2;
  for (const line of lines)
    if (line[0] === 'to') {
      use('r', 9, '#1d1f24');
      y += put(line[1], LEFT, y);
    } else if (line[0] === 'pair') {
      use('r', 8.5, '#5f6670');
      put(line[1], 342, beside);
      use('r', 9, '#1d1f24');
      beside += put(line[2], 428, beside) + 3;
    }
  y = Math.max(y, beside) + 22;
  putLabels();
  for (const line of lines)
    if (line[0] === 'row')
      putRow(line);
  makeRoom(90);
  y += 10;
  for (const line of lines)
    if (line[0] === 'total' || line[0] === 'grand') {
      if (line[0] === 'grand')
        use('b', 10.8, '#1f3a5f');
      else
        use('r', 9, '#1d1f24');
      put(line[1], LEFT + (RIGHT - LEFT) / 2 + PAD_X, y + 3.6);
      y += putEnd(line[2], RIGHT - PAD_X, y + 3.6) + 7.2;
    }
  makeRoom(60);
  use('r', 9, '#1d1f24');
  y += 22 + wrap(find('notes'), LEFT, y + 22, RIGHT - LEFT);
  makeRoom(50);
  use('b', 7.5, '#5f6670');
  y += 18 + put('Payment', LEFT, y + 18);
  use('r', 8, '#5f6670');
  y += 3 + wrap(find('payment'), LEFT, y + 3, (RIGHT - LEFT) / 2 - 14);
  makeRoom(50);
  use('b', 7.5, '#5f6670');
  y += 14 + put('Terms', LEFT, y + 14);
  use('r', 8, '#5f6670');
  y += 3 + wrap(find('terms'), LEFT, y + 3, RIGHT - LEFT);
  makeRoom(50);
  put('Place, date', LEFT, y + 34);
  put('Accepted: signature and stamp', LEFT + (RIGHT - LEFT) / 2 + 20, y + 34);
  doc.end();
  return done.then((pdf) => ({ pdf, pages }));
}

async function main() {
  for await (const request of readline.createInterface({ input: process.stdin })) {
    const [n, count, file] = request.split(' ');
    const lines = readWords(n);
    let made = await makePdf(lines, 1);
    const began = process.hrtime.bigint();
    for (let i = 0; i < Number(count); i++)
      made = await makePdf(lines, made.pages);
    console.log(`${(Number(process.hrtime.bigint() - began) / 1e6).toFixed(3)} ${made.pages} ${made.pdf.length}`);
    fs.writeFileSync(file, made.pdf);
  }
}
main();
