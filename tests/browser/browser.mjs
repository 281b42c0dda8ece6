// Debian's Chromium, driven by Playwright, and what it noticed while a page was shown.
import { chromium } from './packages.mjs';

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const widths = [360, 768, 1440];
export const themes = ['light', 'dark'];
export const height = 800;

const everyView = widths.flatMap((width) => themes.map((theme) => ({ width, theme })));

// The views in which the page of this number is looked at: one of the six, which the next page has
// another of; with MATRIX=full all of them.
export function viewsOf(number) {
  return process.env.MATRIX === 'full' ? everyView : [everyView[number % everyView.length]];
}

// Without a sandbox of its own, for tests may run as root; it shows nothing but pages of loopback.
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    chromiumSandbox: false,
  });
}

// A reader with an empty cache: { width, theme, language, javaScript, cookies }, all with a
// default.
export async function newReader(browser, view = {}) {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 768, height },
    colorScheme: view.theme ?? 'light',
    locale: view.language === 'pl' ? 'pl-PL' : 'en-GB',
    javaScriptEnabled: view.javaScript ?? true,
    storageState: view.cookies,
    serviceWorkers: 'block',
  });
  // Before any script of the page, and so that the watcher below reads it.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`);
    });
  });
  return context;
}

const desks = new WeakMap();

// Calls `work` with a page that readers of this theme, language and leave for scripts take one after
// the other: a browser takes longer to open one than to show most. Nothing is kept in its cache.
export async function withSharedPage(browser, { theme, language, javaScript }, work) {
  if (!desks.has(browser)) desks.set(browser, new Map());
  const known = desks.get(browser);
  const key = [theme, language, javaScript].join();
  if (!known.has(key)) {
    const context = await newReader(browser, { theme, language, javaScript });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    known.set(key, page);
  }
  const page = known.get(key);
  try {
    return await work(page);
  } catch (error) {
    known.delete(key); // whatever is the matter with it, the next one gets another
    throw error;
  } finally {
    page.removeAllListeners();
  }
}

// What is wrong with what a page did, but for what it shows: { faults, requests }. Call it before
// goto().
export function watch(page, origin) {
  const seen = { faults: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      seen.faults.push(`console: ${message.text().slice(0, 200)} (${message.location().url})`);
  });
  page.on('pageerror', (error) => seen.faults.push(`script error: ${error.message}`));
  page.on('dialog', (dialog) => {
    seen.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('popup', (popup) => seen.faults.push(`popup: ${popup.url()}`));
  page.on('request', (request) => {
    seen.requests.push(request);
    if (new URL(request.url()).origin !== origin)
      seen.faults.push(`request elsewhere: ${request.url()}`);
  });
  return seen;
}

// The bytes of all that was loaded, heads and bodies, as they came over the wire.
export async function transferred(requests) {
  let total = 0;
  for (const request of requests) {
    const sizes = await request.sizes().catch(() => undefined);
    if (sizes) total += sizes.responseHeadersSize + sizes.responseBodySize;
  }
  return total;
}
