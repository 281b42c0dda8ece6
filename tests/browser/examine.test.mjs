// The examination finds what it looks for: pages with one fault each.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { startBrowser } from './browser.mjs';
import { findPages, kindOf } from './pages.mjs';
import { parseCsv } from './csv.mjs';
import { payloads } from './payloads.mjs';
import {
  visitByKeyboard,
  visitForEyes,
  visitInBothLanguages,
  visitWithoutScripts,
} from './visit.mjs';

const narrow = { width: 360, theme: 'light' };
const forEyes = (...args) => visitForEyes(...args, [narrow]);

const style = `body { margin: 0 } .pale { color: #ccc } .wide { width: 999px } .small { font-size: 6px }
  .blind:focus { outline: none }`;

// A body, how it is visited, and what is said of it; nothing where it is sound.
const cases = [
  ['<h1>Sound</h1><p>It is well.</p>', forEyes, undefined],
  ['<h1>Pale</h1><p class="pale">Who can read this?</p>', forEyes, /axe color-contrast/],
  ['<h1>Wide</h1><div class="wide">Too much</div>', forEyes, /scrolls sideways: 999 in 360 px/],
  ['<h1>One</h1><h1>Two</h1>', forEyes, /2 h1/],
  ['<h1>Small</h1><ul><li><a class="small" href="/0">x</a></ul>', forEyes, /small target: a "x"/],
  ['<h1>Left</h1>{{name}}', forEyes, /reads "{{name}}"/],
  ['<h1>Large</h1><link rel="stylesheet" href="/large.css">', forEyes, /KB are transferred/],
  ['<h1>Lost</h1><link rel="stylesheet" href="/lost.css">', forEyes, /console: .*404/],
  ['<h1>Inline</h1><p style="color:#000">x</p>', forEyes, /CSP: style-src-attr/],
  ['<h1>Far</h1><img alt="" src="http://127.0.0.1:9/x.png">', forEyes, /request elsewhere/],
  ['<h1>Dialog</h1><script src="/dialog.js"></script>', forEyes, /dialog: Here I am/],
  ['<h1>Tab</h1><a href="/0">x</a><button>y</button>', visitByKeyboard, undefined],
  ['<h1>Tab</h1><a href="/0" tabindex="-1">x</a>', visitByKeyboard, /Tab does not reach a "x"/],
  ['<h1>Focus</h1><a href="/0" class="blind">x</a>', visitByKeyboard, /focus is not seen on a "x"/],
  ['<h1>Same</h1><p>Said</p>', visitWithoutScripts, undefined],
  ['<h1>Scripts</h1><script src="/add.js"></script>', visitWithoutScripts, /text without scripts/],
  ['<h1>What is there to do?</h1>', visitInBothLanguages, /still English: "What is there to do/],
];

const files = {
  '/style.css': ['text/css', style],
  '/large.css': ['text/css', `/*${' '.repeat(160 * 1024)}*/`],
  '/dialog.js': ['text/javascript', "alert('Here I am')"],
  '/add.js': ['text/javascript', "document.querySelector('main').append('By a script')"],
};

const icon = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

function answer(request, response) {
  const [type, body] = files[request.url] ?? ['text/html; charset=utf-8', undefined];
  const content = cases[Number(request.url.slice(1))]?.[0];
  response.statusCode = body === undefined && content === undefined ? 404 : 200;
  const language = request.headers['accept-language']?.startsWith('pl') ? 'pl' : 'en';
  const policy = "default-src 'self'; img-src data: http:; frame-ancestors 'none'";
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Security-Policy', policy);
  response.end(
    body ??
      `<!doctype html><html lang="${language}"><title>A page</title><link rel="icon" href="${icon}">
       <link rel="stylesheet" href="/style.css"><main>${content}</main></html>`,
  );
}

test('each fault of a page is told', async (t) => {
  const browser = await startBrowser();
  t.after(() => browser.close());
  const web = createServer(answer).listen(0, '127.0.0.1');
  t.after(() => web.close());
  await new Promise((resolve) => web.once('listening', resolve));
  const server = { url: `http://127.0.0.1:${web.address().port}/` };

  for (const [number, [body, look, wanted]] of cases.entries())
    await t.test(body, async () => {
      const faults = await look(browser, server, `/${number}`);
      if (wanted === undefined) assert.deepEqual(faults, []);
      else assert.match(faults.join('\n'), wanted);
    });
  await t.test('a link that leads nowhere', async () => {
    const { broken } = await findPages({ url: `${server.url}lost` });
    assert.deepEqual(broken, ['/lost: 404, linked from the start']);
  });
});

test('pages that differ in a name are of one kind', () => {
  const kind = (path) => kindOf(new URL(path, 'http://127.0.0.1/'));
  assert.equal(kind('/domains/example.org'), '/domains/*');
  assert.equal(kind('/problems/4f1c09b2ae/mute'), '/problems/*/mute');
  assert.equal(kind('/reports?page=2&domain=example.org'), '/reports?domain,page');
});

test('a cell of CSV may hold lines and quotes', () => {
  assert.deepEqual(parseCsv('a,"b ""c""\nd",\r\n1,2,3\r\n'), [
    ['a', 'b "c"\nd', ''],
    ['1', '2', '3'],
  ]);
});

test('there are 200 payloads and more', () => assert.ok(new Set(payloads).size >= 200));
