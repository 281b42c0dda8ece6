// One look at one page by one reader: everything that is examined on the way, as sentences about
// what is wrong.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { height, newReader, transferred, watch, withSharedPage } from './browser.mjs';
import * as examine from './examine.mjs';

const screenshots = process.env.SCREENSHOTS;
const tallest = 4000; // px of a screenshot

function fileOf(name) {
  return name.replace(/[^a-zA-Z0-9.-]+/g, '_').slice(0, 120);
}

export async function takeScreenshot(page, set, { width, theme, language }) {
  if (!screenshots) return;
  const { pathname, search } = new URL(page.url());
  const name = pathname === '/' ? `overview${search}` : pathname.slice(1) + search;
  const file = [fileOf(name), width, theme, ...(language === 'pl' ? ['pl'] : [])].join('-');
  const folder = join(screenshots, fileOf(set));
  await mkdir(folder, { recursive: true });
  const full = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(full, tallest) });
  await page.screenshot({ path: join(folder, `${file}.png`) });
  await page.setViewportSize({ width, height });
}

// "360 px dark".
function describeView({ width, theme, language }) {
  return `${width} px ${theme}${language === 'pl' ? ' Polish' : ''}`;
}

// Opens it, and stays until a page that takes long is there (web/late_pages.h).
async function open(page, address) {
  let answer = await page.goto(address, { waitUntil: 'load' });
  while (answer.status() === 202) answer = await page.waitForNavigation({ waitUntil: 'load' });
  return answer;
}

async function lookAt(page, server, path, look) {
  const url = new URL(path, server.url);
  const seen = watch(page, url.origin);
  const answer = await open(page, url.href);
  const faults = answer.status() === 200 ? [] : [`status ${answer.status()}`];
  faults.push(...(await look(page, seen)));
  return [...new Set([...seen.faults, ...faults])];
}

// Opens a page of a server as a new reader of a view (browser.mjs), and hands it with what it did
// to `look`, whose faults are returned with those of the way.
export async function visit(browser, server, path, view, look) {
  const context = await newReader(browser, view);
  try {
    return await lookAt(await context.newPage(), server, path, look);
  } finally {
    await context.close();
  }
}

// The same on a page that others had before, which is quicker.
export function visitAgain(browser, server, path, view, look) {
  return withSharedPage(browser, view, async (page) => {
    await page.setViewportSize({ width: view.width ?? 768, height });
    return lookAt(page, server, path, look);
  });
}

// What is seen of a page in one width and theme.
async function look(page, view, { set, withoutAxe }) {
  const layout = async () => [
    ...(await examine.sidewaysScroll(page)),
    ...(await examine.smallTargets(page)),
  ];
  await page.setViewportSize({ width: view.width, height });
  await page.emulateMedia({ colorScheme: view.theme });
  if (set) await takeScreenshot(page, set, view);
  const folded = await layout();
  const unfolded = await examine.unfolded(page, async () => [
    ...(await layout()),
    ...(withoutAxe ? [] : await examine.accessibility(page)),
  ]);
  return [...new Set([...folded, ...unfolded])];
}

// Each fault once, with the views in which it is seen.
async function lookInEach(page, views, options) {
  const seenIn = new Map();
  for (const view of views)
    for (const fault of await look(page, view, options))
      seenIn.set(fault, [...(seenIn.get(fault) ?? []), describeView(view)]);
  return [...seenIn].map(([fault, where]) =>
    where.length === views.length ? fault : `${where.join(', ')}: ${fault}`,
  );
}

// What a page must be to the eyes, in each of the views, which are of one language. Options: `set`,
// the name under which screenshots are kept; `anyText`, where its data may read like a template;
// `withoutAxe`, where other pages of its kind are examined by axe-core, which takes longest.
export function visitForEyes(browser, server, path, views, options = {}) {
  const [first] = views;
  return visitAgain(browser, server, path, first, async (page, seen) => {
    const faults = await examine.skeleton(page, first.language ?? 'en');
    if (!options.anyText) faults.push(...(await examine.leftovers(page)));
    const total = await transferred(seen.requests);
    if (total > examine.mostBytes) faults.push(`${Math.ceil(total / 1024)} KB are transferred`);
    return [...faults, ...(await lookInEach(page, views, options))];
  });
}

export function visitByKeyboard(browser, server, path, view = {}) {
  return visitAgain(browser, server, path, view, (page) => examine.keyboard(page));
}

const readings = new WeakMap();

// What a page says to such a reader, read once: { main, texts, faults }.
function read(browser, server, path, view) {
  if (!readings.has(browser)) readings.set(browser, new Map());
  const known = readings.get(browser);
  const key = JSON.stringify([server.url, path, view]);
  if (!known.has(key)) known.set(key, readOnce(browser, server, path, view));
  return known.get(key);
}

async function readOnce(browser, server, path, view) {
  const said = {};
  said.faults = await visitAgain(browser, server, path, view, async (page) => {
    said.main = await examine.mainText(page);
    said.texts = await examine.texts(page);
    const layout = [...(await examine.sidewaysScroll(page)), ...(await examine.smallTargets(page))];
    return [...layout, ...(await examine.skeleton(page, view.language))];
  });
  return said;
}

const narrow = { width: 360, language: 'en' };

// The page says the same where scripts may not run.
export async function visitWithoutScripts(browser, server, path) {
  const withScripts = await read(browser, server, path, narrow);
  const without = await read(browser, server, path, { ...narrow, javaScript: false });
  const faults = [...withScripts.faults, ...without.faults];
  for (const part of ['h1', 'text'])
    if (withScripts.main[part] !== without.main[part])
      faults.push(
        `${part} without scripts: ${difference(withScripts.main[part], without.main[part])}`,
      );
  return faults;
}

function difference(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) ++at;
  const around = (text) => text.slice(Math.max(0, at - 20), at + 60);
  return `"${around(other)}" and not "${around(one)}"`;
}

// The page speaks Polish to a Polish reader, and leaves no sentence in English.
export async function visitInBothLanguages(browser, server, path) {
  const english = await read(browser, server, path, narrow);
  const polish = await read(browser, server, path, { ...narrow, language: 'pl' });
  const left = examine.leftInEnglish(english.texts, polish.texts);
  return [...english.faults, ...polish.faults, ...left];
}

// Fails with one fault on each line.
export function assertNone(faults) {
  if (faults.length > 0) assert.fail(faults.join('\n'));
}
