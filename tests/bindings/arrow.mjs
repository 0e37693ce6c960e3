// Arrow files that jh writes, opened by apache-arrow.
//
//   node arrow.mjs JH
//
// Prints a line a check and ends with 1 if one failed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';

const jh = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'jh-arrow-'));
let failed = 0;

function check(fine, what) {
  console.log((fine ? 'ok  ' : 'BAD ') + what);
  if (!fine) failed++;
}

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function arrow(...words) {
  return tableFromIPC(execFileSync(jh, [...words, '--arrow'], { maxBuffer: 1 << 28 }));
}

function csv(...words) {
  const [head, ...rows] = execFileSync(jh, [...words, '--csv'], { encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim().split('\n').map((line) => line.split(','));
  return { head, rows };
}

const five = file('five.csv', 'county,pupils,books\n甲,45,279\n甲,37,137\n甲,89,935\n甲,76,160\n甲,55,402\n乙,10,0\n');
const asked = ['stat', five, '--value', 'books / pupils', '--weight', 'pupils', '--by', 'county',
  '--stat', 'mean,cv,theil_l'];
const t = arrow(...asked);
check(t.numRows === 2, 'a row a group');
check(t.schema.fields.map((f) => String(f.type)).join() === 'Utf8,Float64,Float64,Float64,Float64,Float64',
  'names are texts, figures are doubles');
check(t.getChild('county').get(1) === '乙', 'texts in UTF-8');
check(t.getChild('cv').get(0).toFixed(6) === '0.515257', 'figures');
check(t.getChild('cv').get(1) === null && t.getChild('theil_l').get(1) === null, 'undefined is null');
check(t.getChild('mean').get(1) === 0, 'zero is zero');

let rows = 'g,x\n';
for (let i = 0; i < 20000; i++) rows += `group ${i},${i % 7 ? i * 0.1 : ''}\n`;
const many = file('many.csv', rows);
const big = ['stat', many, '--value', 'x', '--by', 'g', '--stat', 'total,max'];
const a = arrow(...big), c = csv(...big);
check(a.numRows === 20000 && c.rows.length === 20000, '20,000 groups');
const same = c.rows.every((row, i) => c.head.every((name, k) => {
  const value = a.getChild(name).get(i);
  return value === null ? row[k] === '' : String(value) === row[k] || value === Number(row[k]);
}));
check(same, 'the same as in CSV, to the last digit and gap');
check(a.getChild('total').nullCount > 2000, 'nulls are counted');

const none = arrow('stat', five, '--value', 'books', '--by', 'county', '--where', 'pupils > 1000');
check(none.numRows === 0 && none.numCols > 2, 'no rows');

const several = spawnSync(jh, ['explain', '--help', '--json', '--arrow'], { encoding: 'utf8' });
check(several.status === 0, 'help comes before all else');
const two = spawnSync(jh, ['stat', five, '--value', 'books', '--csv', '--arrow'], { encoding: 'utf8' });
check(two.status === 2 && two.stderr.includes('--arrow'), 'one form at a time');

rmSync(folder, { recursive: true });
process.exit(failed ? 1 : 0);
