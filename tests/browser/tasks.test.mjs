// What an administrator comes for, from the first page on, each by mouse and by keyboard only.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newReader, startBrowser, watch } from './browser.mjs';
import { daysAgo, hostileSet } from './data_sets.mjs';
import { hands } from './hands.mjs';
import { startDemo, startServer } from './start_server.mjs';
import { assertNone } from './visit.mjs';

// The tasks by their names; each gets a desk: { page, open, press, write, counts the clicks }.
const tasks = {
  'find out why mail is refused': async (desk) => {
    await desk.press(desk.link(/certificate of mx2\.example\.org has expired/));
    await desk.says(/nothing was delivered/);
    await desk.says(/renew/);
    assert.ok(desk.pressed <= 3, `${desk.pressed} clicks`);
  },

  'copy the command': async (desk) => {
    await desk.press(desk.link(/certificate of mx2\.example\.org has expired/));
    await desk.press(desk.button(/^Copy: certbot renew/));
    await desk.page.getByText('Copied').waitFor();
    assert.match(await desk.page.evaluate(() => navigator.clipboard.readText()), /^certbot renew/);
  },

  'mute a problem, and mute it no longer': async (desk) => {
    await desk.press(desk.link(/certificate of mx2\.example\.org has expired/));
    await desk.write(desk.page.getByLabel('Reason'), 'New certificate on Monday');
    await desk.press(desk.button('Mute'));
    await desk.says(/Muted until .*New certificate on Monday/);
    await desk.press(desk.button('Mute no longer'));
    await desk.button('Mute').waitFor();
  },

  'see which reporter is missing': async (desk) => {
    await desk.says(/Parcel Notices reports daily/);
    await desk.press(desk.link('shop.example.org'));
    await desk.page.getByRole('row', { name: /Parcel Notices.*silent/ }).waitFor();
  },

  'change colours, language and depth': async (desk) => {
    const background = () =>
      desk.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await desk.press(desk.button('Dark'));
    await desk.page.locator('html[data-theme=dark]').waitFor();
    assert.notEqual(await background(), light);
    await desk.press(desk.button('Technical'));
    await desk.button('Technical').and(desk.page.locator('[aria-pressed=true]')).waitFor();
    await desk.press(desk.button('polski'));
    await desk.page.locator('html[lang=pl]').waitFor();
  },

  'export a table as CSV': async (desk) => {
    const download = desk.page.waitForEvent('download');
    await desk.press(desk.link('CSV').first());
    const file = await (await download).createReadStream();
    let text = '';
    for await (const part of file) text += part;
    assert.match(text, /^\S*domain\S*\r?\n(.*\n)*.*example\.org/);
  },

  'find a report by its id': async (desk) => {
    const day = daysAgo(1);
    await desk.write(
      desk.page.getByRole('searchbox', { name: /Search the reports/ }),
      `${day}_example.org@big-mail.example`,
    );
    await desk.press(desk.page.getByRole('search').getByRole('button'));
    await desk.press(desk.link(day));
    await desk.page.getByRole('heading', { level: 1, name: /^Report of Big Mail Inc/ }).waitFor();
  },

  'see which policies senders know': async (desk) => {
    await desk.press(desk.link('example.org').first());
    await desk.page.getByRole('row', { name: /enforce.*mx1\.example\.org.*Big Mail/ }).waitFor();
  },
};

const tasksWithQuarantine = {
  'let something out of quarantine': async (desk) => {
    await desk.press(desk.link('Quarantine'));
    await desk.press(desk.link('Of a domain that is not ours').first());
    await desk.press(desk.button('Release'));
    await desk.says(/It was released and is stored now/);
  },
};

// What a task needs to be there, while not all pages are.
const needed = {
  'find a report by its id': '/reports',
  'let something out of quarantine': '/quarantine',
};

async function isThere(server, path) {
  return path === undefined || (await fetch(new URL(path, server.url))).status !== 404;
}

async function sitDown(browser, server, hand) {
  const context = await newReader(browser, { width: 1440 });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const seen = watch(page, new URL(server.url).origin);
  await page.goto(server.url);
  const desk = {
    page,
    seen,
    pressed: 0,
    link: (name) => page.getByRole('link', { name, exact: typeof name === 'string' }),
    button: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    async press(target) {
      ++desk.pressed;
      await hand.press(page, target);
    },
    write: (target, text) => hand.write(page, target, text),
    says: (words) => page.getByRole('main').getByText(words).first().waitFor(),
    getUp: () => context.close(),
  };
  return desk;
}

async function doAll(t, browser, server, hand, someTasks) {
  for (const [name, work] of Object.entries(someTasks)) {
    const skip = !(await isThere(server, needed[name]));
    await t.test(name, { skip }, async () => {
      const desk = await sitDown(browser, server, hand);
      try {
        await work(desk);
      } finally {
        await desk.getUp();
      }
      assertNone(desk.seen.faults);
    });
  }
}

for (const hand of hands)
  test(`an administrator, ${hand.name}, can`, async (t) => {
    const demo = await startDemo();
    t.after(() => demo.stop());
    const quarantine = await startServer(hostileSet('quarantine only'));
    t.after(() => quarantine.stop());
    const browser = await startBrowser();
    t.after(() => browser.close());
    await doAll(t, browser, demo, hand, tasks);
    await doAll(t, browser, quarantine, hand, tasksWithQuarantine);
  });
