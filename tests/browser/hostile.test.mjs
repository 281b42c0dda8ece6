// Texts that would do harm, in every text of a report and through every channel: on no way out is
// one of them more than a text.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startBrowser } from './browser.mjs';
import { hostileSet, makePolicy, makeReport, daysAgo } from './data_sets.mjs';
import { findPages } from './pages.mjs';
import { mark, payloads } from './payloads.mjs';
import { printable } from './printable.mjs';
import { runTlsward, startServer } from './start_server.mjs';
import { parseCsv } from './csv.mjs';
import { post } from './post.mjs';
import { assertNone, visitAgain } from './visit.mjs';

const isFull = process.env.MATRIX === 'full';
const mostPages = isFull ? 2000 : 20;

// What of a page could only have come out of a text: elements and attributes that no template has.
async function alive(page) {
  return page.evaluate((mark) => {
    const faults = [];
    const never = `${mark}, [${mark}], iframe, object, embed, base, marquee, video, audio, math, template,
      plaintext, xmp, foreignObject, animate, script:not([src]), [style], [srcdoc], [srcset], [formaction],
      meta[http-equiv=refresh], link[href^="//"], a[href*="//evil.example"]:not([rel~=noreferrer]),
      :not(a)[href*="//evil.example"], [src*="evil.example"],
      [action*="evil.example"]`;
    for (const each of document.querySelectorAll(never))
      faults.push(`alive: ${each.outerHTML.slice(0, 120)}`);
    for (const each of document.querySelectorAll('*'))
      for (const { name, value } of each.attributes) {
        if (name.startsWith('on')) faults.push(`handler: ${each.outerHTML.slice(0, 120)}`);
        const leads = ['href', 'src', 'action', 'xlink:href'].includes(name);
        if (leads && /^[\s\0-\x1f]*(javascript|data|vbscript|blob|file):/i.test(value))
          faults.push(`${name} leads to ${value.slice(0, 80)}`);
      }
    if (window.hostile) faults.push('a script of a text has run');
    return faults.slice(0, 5);
  }, mark);
}

// A cell that a spreadsheet would take for a formula; numbers may be below zero.
function formulas(csv) {
  const isFormula = (cell) =>
    /^[\s]*[=+\-@＝]/.test(cell) && !/^-?[\d.]+$/.test(cell) && cell !== '-';
  return parseCsv(csv).flatMap((row) => row.filter(isFormula));
}

const metricsLine =
  /^(#.*|[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\\n]|\\[\\"n])*",?)*\})? [-+]?([\d.]+(e[-+]?\d+)?|Inf|NaN)( \d+)?)$/;

function examineFile({ path, type, body, headers }) {
  const faults = [];
  if (headers.get('x-injected')) faults.push(`${path}: a header of a text`);
  if (headers.get('x-content-type-options') !== 'nosniff') faults.push(`${path}: no nosniff`);
  if (type.startsWith('text/csv'))
    faults.push(...formulas(body).map((cell) => `${path}: formula ${JSON.stringify(cell)}`));
  if (type.startsWith('application/json')) JSON.parse(body);
  if (type.startsWith('image/svg') && (body.includes(`<${mark}`) || /<script|\son\w+=/i.test(body)))
    faults.push(`${path}: alive`);
  return faults;
}

test('with texts that would do harm', async (t) => {
  const server = await startServer(hostileSet('injections'));
  t.after(() => server.stop());
  const browser = await startBrowser();
  t.after(() => browser.close());
  for (const [number, text] of payloads.entries()) {
    const policy = makePolicy('d0.example.org', 5, 0);
    const report = makeReport(daysAgo(1), [policy], { 'organization-name': `https ${number}` });
    await post(server.ingest, report.text, { 'User-Agent': text, 'X-Forwarded-For': text });
  }

  const perKind = isFull ? 1000 : 10;
  const { pages, files, broken } = await findPages(server, { perKind, most: mostPages });
  await t.test('every link leads to a page', () => assertNone(broken));

  let shown = '';
  for (const { path } of pages)
    await t.test(`${path} shows them, and runs none`, async () => {
      const faults = await visitAgain(browser, server, path, {}, async (page) => {
        shown += await page.evaluate(() => `${document.body.textContent}\n`);
        return alive(page);
      });
      assertNone(faults);
    });

  await t.test('what is not shown as it came is shown in its printable form', () => {
    const flat = (text) => text.replace(/\s+/g, ' ').trim();
    const all = flat(shown);
    const missed = payloads.filter((text) => !all.includes(flat(printable(text)).slice(0, 60)));
    assert.ok(shown.includes(mark), 'nothing of them is shown at all');
    if (isFull) assert.deepEqual(missed, []);
  });

  for (const file of files)
    await t.test(`${file.path} has them as texts`, () => assertNone(examineFile(file)));

  await t.test('/metrics has whole lines only', async () => {
    const answer = await fetch(new URL('/metrics', server.url));
    if (answer.status === 404) return;
    const lines = (await answer.text()).split('\n').slice(0, -1);
    assert.deepEqual(lines.filter((line) => !metricsLine.test(line)).slice(0, 5), []);
  });

  await t.test('a list as CSV has no formula', async () => {
    const { stdout } = await runTlsward(
      'list',
      '--csv',
      '--limit',
      '1000000',
      '--config',
      server.config,
    );
    assert.deepEqual(formulas(stdout), []);
  });
});
