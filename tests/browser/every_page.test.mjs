// Every page that links lead to, with a month of usual reports: in each width and theme, by
// keyboard, without scripts, in both languages.
import { test } from 'node:test';

import { startBrowser, themes, widths } from './browser.mjs';
import { findPages } from './pages.mjs';
import { startDemo } from './start_server.mjs';
import {
  assertNone,
  visitByKeyboard,
  visitForEyes,
  visitInBothLanguages,
  visitWithoutScripts,
} from './visit.mjs';

const everyView = widths.flatMap((width) => themes.map((theme) => ({ width, theme })));
const someViews = everyView.filter(({ width, theme }) => width === 360 || (width === 1440 && theme === 'light'));
const viewsIn = {
  en: process.env.MATRIX === 'full' ? everyView : someViews,
  pl: process.env.MATRIX === 'full' ? everyView : [{ width: 360, theme: 'light' }],
};

test('with a month of usual reports', async (t) => {
  const server = await startDemo();
  t.after(() => server.stop());
  const browser = await startBrowser();
  t.after(() => browser.close());
  const { pages, broken } = await findPages(server);

  await t.test('every link leads to a page', () => assertNone(broken));
  for (const { path } of pages) {
    for (const [language, itsViews] of Object.entries(viewsIn))
      await t.test(`${path} is sound, in ${language}`, async () => {
        const views = itsViews.map((view) => ({ ...view, language }));
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
