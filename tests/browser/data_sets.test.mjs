// Every page with each of the hostile data sets: none breaks, grows too wide or becomes unreadable.
import { test } from 'node:test';

import { startBrowser, viewsOf } from './browser.mjs';
import { hostileSets } from './data_sets.mjs';
import { findPages } from './pages.mjs';
import { startServer } from './start_server.mjs';
import { assertNone, visitForEyes } from './visit.mjs';

const isFull = process.env.MATRIX === 'full';
const axeOfPages = isFull ? 1 : 5; // one of so many, which are other ones for each set
let looked = 0;

test('with hostile data', async (t) => {
  const browser = await startBrowser();
  t.after(() => browser.close());
  for (const set of hostileSets)
    await t.test(set.name, async (t) => {
      const server = await startServer(set);
      t.after(() => server.stop());
      const { pages, broken } = await findPages(server, { perPath: isFull ? 12 : 1 });
      await t.test('every link leads to a page', () => assertNone(broken));
      for (const { path } of pages)
        await t.test(`${path} is sound`, async () => {
          const number = looked++;
          const withoutAxe = number % axeOfPages !== 0;
          const options = { set: set.name, anyText: set.anyText, withoutAxe };
          assertNone(await visitForEyes(browser, server, path, viewsOf(number), options));
        });
    });
});
