// Who logs in, and what they begin: real logins and forms, in a browser with a server that asks for
// passwords.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newReader, startBrowser, watch } from './browser.mjs';
import { daysAgo, makeDetail, makePolicy, makeReport } from './data_sets.mjs';
import { hands } from './hands.mjs';
import { startServer } from './start_server.mjs';
import { assertNone } from './visit.mjs';

const passwords = { anna: 'the password of anna', ben: 'the password of ben' };

// Two domains, of one of which ben is the owner. No name server answers, so that looks end blind.
function twoOwners() {
  const domains = ['example.org', 'example.net'];
  return {
    ours: domains,
    login: 'required',
    users: [
      ['anna', passwords.anna, '--role', 'admin'],
      ['ben', passwords.ben, '--role', 'owner', '--domain', 'example.net'],
    ],
    lines: ['deadline = "2s"', 'allow_private = true', '[dns]', 'server = "127.0.0.1:9"'],
    reports: domains.map((domain) =>
      makeReport(daysAgo(1), [makePolicy(domain, 90, 10, [makeDetail(domain, 10)])]),
    ),
  };
}

// At the first page, where whoever is nobody yet is led to the login.
async function sitDown(browser, server, hand, view = {}) {
  const context = await newReader(browser, { width: 1440, ...view });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const seen = watch(page, new URL(server.url).origin);
  await page.goto(server.url);
  return {
    page,
    seen,
    link: (name) => page.getByRole('link', { name, exact: typeof name === 'string' }),
    button: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    press: (target) => hand.press(page, target),
    write: (label, text) => hand.write(page, page.getByLabel(label, { exact: true }), text),
    says: (words) => page.getByRole('main').getByText(words).first().waitFor(),
    async logIn(name, password = passwords[name]) {
      await hand.write(page, page.getByLabel('User name'), name);
      await hand.write(page, page.getByLabel('Password'), password);
      await hand.press(page, page.getByRole('button', { name: 'Log in', exact: true }));
    },
    getUp: () => context.close(),
  };
}

const works = {
  'log in, see all, and log out': async (desk) => {
    await desk.logIn('anna');
    await desk.page.getByRole('link', { name: 'example.org' }).first().waitFor();
    await desk.link('System').waitFor();
    await desk.press(desk.button('Log out'));
    await desk.page.getByLabel('Password').waitFor();
    await desk.page.goBack();
    await desk.page.reload();
    await desk.page.getByLabel('Password').waitFor();
  },

  'see nothing of others as an owner': async (desk) => {
    await desk.logIn('ben');
    await desk.page.getByRole('link', { name: 'example.net' }).first().waitFor();
    assert.equal(await desk.page.getByText('example.org').count(), 0);
    assert.equal(await desk.link('System').count(), 0);
    assert.equal(await desk.link('Quarantine').count(), 0);
  },
};

// What whoever is logged in may begin. A network has five tries to log in a minute, so all of them
// have one session.
const begun = {
  'have a domain looked at now': async (desk) => {
    await desk.press(desk.link('Check'));
    await desk.press(desk.button(/^Look now example\.org/));
    await desk.page.getByRole('heading', { level: 1, name: 'example.org' }).waitFor();
    await desk.page.getByRole('main').getByText(/^BLIND/).waitFor({ timeout: 60_000 });
  },

  'have a pasted record explained': async (desk) => {
    await desk.press(desk.link('Check'));
    await desk.write('A domain, a record, a policy or a message', 'v=TLSRPTv1; rua=a@example.org');
    await desk.press(desk.button('Tell me'));
    await desk.says(/INVALID: this TLSRPT record/);
    await desk.says('v=TLSRPTv1; rua=mailto:a@example.org');
    assert.match(desk.page.url(), /check\?text=/);
  },

  'see what to publish for a domain': async (desk) => {
    await desk.press(desk.link('Set-up'));
    await desk.page.getByLabel('Domain').selectOption('example.org');
    await desk.press(desk.page.getByRole('main').getByRole('button').first());
    await desk.says(/_smtp\._tls\.example\.org/);
  },

  'draft a policy': async (desk) => {
    await desk.press(desk.link('Policies'));
    await desk.press(desk.link('example.net'));
    await desk.page.getByLabel('Mail servers').fill('');
    await desk.write('Mail servers', 'mx 1');
    await desk.press(desk.button('Preview'));
    await desk.says(/"mx 1" is no name of a mail server/);
    await desk.page.getByLabel('Mail servers').fill('');
    await desk.write('Mail servers', 'mx1.example.net');
    await desk.press(desk.button('Preview'));
    await desk.says(/VALID: this MTA-STS policy/);
    await desk.button('Publish').waitFor();
  },
};

async function doAt(browser, server, hand, view, work) {
  const desk = await sitDown(browser, server, hand, view);
  try {
    await work(desk);
  } finally {
    await desk.getUp();
  }
  // A form that says nothing sensible is answered 400, which the browser notes.
  assertNone(desk.seen.faults.filter((fault) => !/status of 400 .*\/draft/.test(fault)));
}

for (const hand of hands)
  test(`people, ${hand.name}, can`, async (t) => {
    const browser = await startBrowser();
    const server = await startServer(twoOwners());
    t.after(async () => {
      await browser.close();
      await server.stop();
    });
    const desk = await sitDown(browser, server, hand);
    await desk.logIn('anna');
    await desk.button('Log out').waitFor();
    const cookies = await desk.page.context().storageState();
    await desk.getUp();
    const all = [
      ...Object.entries(works).map(([name, work]) => [name, work, {}]),
      ...Object.entries(begun).map(([name, work]) => [name, work, { cookies }]),
    ];
    for (const [name, work, view] of all)
      await t.test(name, () => doAt(browser, server, hand, view, work));
  });

test('who has no password gets in nowhere', async (t) => {
  const browser = await startBrowser();
  const server = await startServer(twoOwners());
  t.after(async () => {
    await browser.close();
    await server.stop();
  });
  const desk = await sitDown(browser, server, hands[0], { javaScript: false });
  await desk.logIn('anna', 'no password of anna');
  await desk.page.getByRole('alert').or(desk.page.locator('.fault')).first().waitFor();
  for (const path of ['/', '/reports', '/setup', '/policies/example.org', '/digest']) {
    await desk.page.goto(new URL(path, server.url).href);
    await desk.page.getByLabel('Password').waitFor();
  }
  await desk.getUp();
});
