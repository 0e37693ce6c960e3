// Opens report pages in Chromium and checks what only a browser can tell.
//
//   node run.mjs [--shots DIR] FILE.html...
//
// The page must stand alone (no request, no script, no error), be readable at 1280 and 390
// pixels without scrolling sideways, have no texts over each other in its charts, pass the
// rules of WCAG 2 AA that axe knows, lead every link somewhere, and print on A4.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

// Runs in the page: texts of one drawing that lie over each other or leave it.
function overlaps() {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')].map((t) => {
      const r = t.getBoundingClientRect();
      return { text: t.textContent, l: r.left, r: r.right, t: r.top, b: r.bottom };
    });
    boxes.forEach((a, i) => {
      if (a.l < frame.left - 1 || a.r > frame.right + 1 || a.t < frame.top - 1 || a.b > frame.bottom + 1)
        found.push(`outside its drawing: ${a.text}`);
      for (const b of boxes.slice(i + 1)) {
        const wide = Math.min(a.r, b.r) - Math.max(a.l, b.l);
        const high = Math.min(a.b, b.b) - Math.max(a.t, b.t);
        if (wide > 1 && high > 3) found.push(`over each other: ${a.text} / ${b.text}`);
      }
    });
  }
  return found;
}

// Runs in the page: structure that a reader with a screen reader relies on.
function structure() {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (!document.documentElement.lang) found.push('no lang');
  if (all('h1').length !== 1) found.push(`${all('h1').length} h1`);
  let last = 0;
  for (const h of all('h1,h2,h3,h4,h5,h6')) {
    const level = Number(h.tagName[1]);
    if (level > last + 1) found.push(`heading jumps from ${last} to ${level}: ${h.textContent}`);
    last = level;
  }
  for (const table of all('table')) {
    if (!table.caption?.textContent.trim()) found.push('table without caption');
    if (!table.parentElement.classList.contains('scroll')) found.push('table without its container');
  }
  for (const th of all('th')) if (!th.getAttribute('scope')) found.push(`th without scope: ${th.textContent}`);
  for (const svg of all('svg'))
    if (!svg.querySelector('title')?.textContent || !svg.querySelector('desc')?.textContent ||
        svg.getAttribute('role') !== 'img')
      found.push('drawing without title, description or role');
  for (const a of all('a[href^="#"]'))
    if (!document.getElementById(a.getAttribute('href').slice(1))) found.push(`link to nowhere: ${a.href}`);
  for (const cell of all('td.ok, td.fl, td.no, td.na, .b'))
    if (!/\p{L}/u.test(cell.textContent)) found.push(`status by colour alone: ${cell.outerHTML}`);
  if (all('script').length) found.push('a script');
  return found;
}

async function checkPage(browser, file, shots) {
  const faults = [];
  const url = pathToFileURL(resolve(file)).href;
  for (const width of [1280, 390]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('pageerror', (e) => faults.push(`error: ${e.message}`));
    page.on('console', (m) => m.type() === 'error' && faults.push(`console: ${m.text()}`));
    page.on('request', (r) => r.url().split('#')[0] !== url && faults.push(`request: ${r.url()}`));
    await page.goto(url);
    const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (wide > view) faults.push(`at ${width} px the page is ${wide} px wide`);
    faults.push(...(await page.evaluate(overlaps)).map((f) => `at ${width} px: ${f}`));
    if (width === 1280) {
      faults.push(...(await page.evaluate(structure)));
      await page.evaluate(axe);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
      const result = await page.evaluate((t) => window.axe.run({ runOnly: t }), tags);
      for (const v of result.violations)
        faults.push(`axe ${v.id}: ${v.nodes.length} × ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      const sheets = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
      const schools = await page.locator('section.school').count();
      if (sheets <= schools) faults.push(`${sheets} printed pages for ${schools} schools`);
    }
    if (shots) await page.screenshot({ path: join(shots, `${basename(file, '.html')}-${width}.png`), fullPage: true });
    await page.close();
  }
  // Without script the same words must be there.
  const bare = await browser.newContext({ javaScriptEnabled: false });
  const page = await bare.newPage();
  await page.goto(url);
  if (!(await page.locator('h1').first().isVisible())) faults.push('nothing to read without script');
  await bare.close();
  return faults;
}

const words = process.argv.slice(2);
const at = words.indexOf('--shots');
const shots = at >= 0 ? words.splice(at, 2)[1] : null;
if (!words.length) {
  console.error('usage: node run.mjs [--shots DIR] FILE.html...');
  process.exit(2);
}
if (!existsSync(browserPath)) {
  console.error(`no browser at ${browserPath}; set CHROMIUM`);
  process.exit(2);
}
if (shots) mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
let failed = 0;
for (const file of words) {
  const faults = await checkPage(browser, file, shots);
  console.log(`${faults.length ? 'FAIL' : 'ok'}  ${file}`);
  for (const f of [...new Set(faults)]) console.log(`      ${f}`);
  failed += faults.length > 0;
}
await browser.close();
process.exit(failed ? 1 : 0);
