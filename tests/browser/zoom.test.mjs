// The closer look at a chart: by mouse and by keys, in each width and theme, with the numbers of the
// page's own table.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startBrowser, themes, transferred, widths } from './browser.mjs';
import { hostileSet } from './data_sets.mjs';
import * as examine from './examine.mjs';
import { startServer } from './start_server.mjs';
import { assertNone, takeScreenshot, visit } from './visit.mjs';

const mostScriptBytes = 60 * 1024;
const paths = ['/?range=7', '/?range=365', '/domains/example.org?range=30'];

// The slider over the days, once it is there: { place, now(), says(), box }.
async function pressZoom(page) {
  await page.getByRole('button', { name: /^(Zoom|Powiększ)$/ }).click();
  const place = page.getByRole('slider');
  await place.waitFor();
  return {
    place,
    now: async () => Number(await place.getAttribute('aria-valuenow')),
    says: () => place.getAttribute('aria-valuetext'),
    over: () => page.locator('.u-over').boundingBox(),
  };
}

async function rowOf(page, number) {
  const row = page.locator('figure.chart tbody tr').nth(number - 1);
  return (await row.locator('td').allTextContents()).slice(0, 2);
}

async function scriptBytes(requests) {
  return transferred(requests.filter((request) => request.resourceType() === 'script'));
}

test('a chart', async (t) => {
  const server = await startServer(hostileSet('a year with gaps'));
  t.after(() => server.stop());
  const browser = await startBrowser();
  t.after(() => browser.close());

  for (const width of widths)
    for (const [number, theme] of themes.entries()) {
      const path = paths[(widths.indexOf(width) + number) % paths.length];
      const view = { width, theme, language: number === 1 ? 'pl' : 'en' };
      await t.test(`of ${path} is sound when it is looked into, ${width} px ${theme}`, async () => {
        const faults = await visit(browser, server, path, view, async (page, seen) => {
          await pressZoom(page);
          await takeScreenshot(page, 'zoom', view);
          const scripts = await scriptBytes(seen.requests);
          const all = await transferred(seen.requests);
          return [
            ...(scripts > mostScriptBytes + 4096 ? [`${scripts} bytes of scripts`] : []),
            ...(all > examine.mostBytes ? [`${Math.ceil(all / 1024)} KB are transferred`] : []),
            ...(await examine.sidewaysScroll(page)),
            ...(await examine.smallTargets(page)),
            ...(await examine.accessibility(page)),
            ...(await examine.keyboard(page)),
          ];
        });
        assertNone(faults);
      });
    }

  await t.test('is worked by keys', async () => {
    const faults = await visit(browser, server, '/?range=30', {}, async (page) => {
      const zoom = await pressZoom(page);
      assert.equal(await zoom.now(), 30, 'begins at the last day');
      for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'ArrowLeft'])
        await page.keyboard.press(key);
      assert.equal(await zoom.now(), 28);
      const [sessions, failed] = await rowOf(page, 28);
      assert.ok((await zoom.says()).endsWith(`Sessions ${sessions}, Failed ${failed}`));
      for (let pressed = 0; pressed < 6; ++pressed) await page.keyboard.press('+');
      const box = await zoom.over();
      await page.mouse.move(box.x + 2, box.y + 9);
      assert.equal(await zoom.now(), 28, 'one day is all there is to see');
      await page.keyboard.press('Escape');
      await page.mouse.move(box.x + 3, box.y + 9);
      assert.equal(await zoom.now(), 1, 'all days again');
      return [];
    });
    assertNone(faults);
  });

  await t.test('is worked by mouse, and left again', async () => {
    const faults = await visit(browser, server, '/?range=365', { width: 1440 }, async (page) => {
      const zoom = await pressZoom(page);
      const { x, y, width } = await zoom.over();
      await page.mouse.move(x + width * 0.1, y + 20);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.2, y + 60, { steps: 5 });
      await page.mouse.up();
      await page.mouse.move(x + width - 2, y + 40);
      const last = await zoom.now();
      assert.ok(last >= 71 && last <= 75, `day ${last} is the last after dragging over a tenth`);
      await page.getByRole('button', { name: 'Earlier' }).click();
      assert.equal(await zoom.now(), last - 7);
      await page.mouse.dblclick(x + width / 2, y + 40);
      await page.mouse.move(x + width - 2, y + 44);
      assert.equal(await zoom.now(), 365);
      await page.getByRole('button', { name: 'Zoom' }).click();
      assert.ok(await page.locator('.plot svg').isVisible());
      assert.equal(await zoom.place.isVisible(), false);
      return [];
    });
    assertNone(faults);
  });
});
