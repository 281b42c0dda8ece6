// Every page that links lead to, with a month of usual reports: in each width and theme, by
// keyboard, without scripts, in both languages.
import { test } from 'node:test';

import { startBrowser, viewsOf } from './browser.mjs';
import { findPages } from './pages.mjs';
import { startDemo } from './start_server.mjs';
import {
  assertNone,
  visitByKeyboard,
  visitForEyes,
  visitInBothLanguages,
  visitWithoutScripts,
} from './visit.mjs';

const languages = ['en', 'pl'];
const isFull = process.env.MATRIX === 'full';

// Each page in one language, half of them in the other; the full matrix has both.
function languagesOf(number) {
  return isFull ? languages : [languages[Math.floor(number / 6) % 2]];
}

test('with a month of usual reports', async (t) => {
  const server = await startDemo();
  t.after(() => server.stop());
  const browser = await startBrowser();
  t.after(() => browser.close());
  const { pages, broken } = await findPages(server);

  await t.test('every link leads to a page', () => assertNone(broken));
  for (const [number, { path }] of pages.entries()) {
    for (const language of languagesOf(number))
      await t.test(`${path} is sound, in ${language}`, async () => {
        const views = viewsOf(number).map((view) => ({ ...view, language }));
        assertNone(await visitForEyes(browser, server, path, views, { set: 'demo' }));
      });
    await t.test(`${path} is worked by keyboard`, async () => {
      assertNone(await visitByKeyboard(browser, server, path));
    });
    await t.test(`${path} says the same without scripts`, async () => {
      assertNone(await visitWithoutScripts(browser, server, path));
    });
    await t.test(`${path} speaks English and Polish`, async () => {
      assertNone(await visitInBothLanguages(browser, server, path));
    });
  }
});
