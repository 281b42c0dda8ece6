// What is wrong with a page that is open. Each function takes Playwright's page and returns its
// faults as sentences; an empty list is the aim.
import { axeSource } from './packages.mjs';

export const smallestTarget = 24; // px, WCAG 2.2 success criterion 2.5.8
export const mostBytes = 150 * 1024;
const mostTabs = 400;
const tabsAtOnce = 16;

// axe-core with every rule of it, contrasts and sizes of targets among them.
export async function accessibility(page) {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const rules = { 'target-size': { enabled: true } };
    const { violations } = await axe.run(document, { resultTypes: ['violations'], rules });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.slice(0, 3).map(({ target, any }) => {
        const { fgColor, bgColor, contrastRatio } = any[0]?.data ?? {};
        const contrast = contrastRatio ? ` (${fgColor} on ${bgColor}: ${contrastRatio})` : '';
        return target.join(' ') + contrast;
      }),
      count: nodes.length,
    }));
  });
  return violations.map(
    ({ id, help, where, count }) => `axe ${id}: ${help}: ${count} times: ${where.join('; ')}`,
  );
}

// A page is read downwards only: what is wider than the window is named.
export async function sidewaysScroll(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element) =>
      element !== root && /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const hasScroller = (element) => {
      for (let at = element; at && at !== root; at = at.parentElement) if (scrolls(at)) return true;
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')]
      .filter((each) => each.getBoundingClientRect().right > root.clientWidth + 1)
      .filter((each) => !hasScroller(each))
      .slice(-3)
      .map((each) => `${each.localName}.${each.className}: ${each.textContent.slice(0, 40)}`);
    return [`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} px: ${wide.join('; ')}`];
  });
}

// What every page has: one h1, a title, a language, one main part.
export async function skeleton(page, language) {
  return page.evaluate((language) => {
    const faults = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    if (count('h1') !== 1) faults.push(`${count('h1')} h1`);
    if (document.querySelector('h1')?.innerText.trim() === '') faults.push('an empty h1');
    if (count('main') !== 1) faults.push(`${count('main')} main`);
    if (document.title.trim() === '') faults.push('no title');
    const { lang } = document.documentElement;
    if (lang !== language) faults.push(`lang is "${lang}" and not "${language}"`);
    return faults;
  }, language);
}

// Nothing of a template or of a program is left in the text.
export async function leftovers(page) {
  return page.evaluate(() => {
    const left = /\{\{[^}]{0,40}\}{0,2}|\bundefined\b|(?<![/\w])null\b|\bNaN\b/g;
    return (document.body.innerText.match(left) ?? []).map((text) => `reads "${text}"`);
  });
}

// What stands folded away is on the page, too. Calls `look` while it stands open.
export async function unfolded(page, look) {
  await page.evaluate(() => {
    window.folded = [...document.querySelectorAll('details:not([open])')];
    for (const each of window.folded) each.open = true;
  });
  const result = await look();
  await page.evaluate(() => window.folded.forEach((each) => (each.open = false)));
  return result;
}

// Links, buttons and fields are large enough for a finger, but for links within a sentence.
export async function smallTargets(page) {
  return page.evaluate((smallest) => {
    const withinSentence = (element) =>
      getComputedStyle(element).display === 'inline' &&
      element.parentElement.innerText.trim().length > element.innerText.trim().length + 3;
    const faults = [];
    for (const each of document.querySelectorAll('a[href], button, input, select, summary')) {
      const { width, height, right, bottom } = each.getBoundingClientRect();
      const hidden = width === 0 || right <= 0 || bottom <= 0 || !each.checkVisibility();
      if (hidden || each.type === 'hidden' || each.closest('[aria-hidden=true]')) continue;
      if (withinSentence(each)) continue;
      const label = each.closest('label')?.getBoundingClientRect() ?? { width: 0, height: 0 };
      if (Math.max(width, label.width) >= smallest && Math.max(height, label.height) >= smallest)
        continue;
      const name = (each.innerText || each.name || '').trim().slice(0, 40);
      const size = `${width.toFixed(1)} x ${height.toFixed(1)} px`;
      faults.push(`small target: ${each.localName} "${name}": ${size}`);
    }
    return faults.slice(0, 3);
  }, smallestTarget);
}

// The Tab key reaches everything that can be operated, and one sees where it is.
export async function keyboard(page) {
  const awaited = await page.evaluate(() => {
    const operable =
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const groups = new Set();
    window.awaited = [...document.querySelectorAll(operable)].filter((each) => {
      if (each.disabled || each.closest('[aria-hidden=true]')) return false; // told elsewhere, too
      if (each.getClientRects().length === 0) return false;
      if (!each.checkVisibility({ visibilityProperty: true })) return false;
      if (each.type !== 'radio') return true;
      const isNew = !groups.has(each.name); // of radio buttons Tab reaches one of a group
      groups.add(each.name);
      return isNew;
    });
    window.reached = new Set();
    window.unseen = [];
    const describe = (each) =>
      `${each.localName} "${(each.innerText || each.name || each.id || '').trim().slice(0, 40)}"`;
    window.describe = describe;
    document.addEventListener('focusin', ({ target }) => {
      if (target.type === 'radio' && !window.awaited.includes(target))
        target = window.awaited.find(({ name, type }) => type === 'radio' && name === target.name);
      window.reached.add(target);
      const style = getComputedStyle(target);
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      if (!outlined && style.boxShadow === 'none') window.unseen.push(describe(target));
    });
    const dates = document.querySelectorAll('input[type=date]').length; // day, month, year, calendar
    return window.awaited.length + 3 * dates;
  });
  // Several at once: the browser takes one after the other, and nobody waits for each.
  for (let left = Math.min(awaited + 2, mostTabs); left > 0; left -= tabsAtOnce)
    await Promise.all(
      Array.from({ length: Math.min(left, tabsAtOnce) }, () => page.keyboard.press('Tab')),
    );
  return page.evaluate((most) => {
    const missed = window.awaited.slice(0, most - 2).filter((each) => !window.reached.has(each));
    return [
      ...missed.slice(0, 5).map((each) => `Tab does not reach ${window.describe(each)}`),
      ...window.unseen.slice(0, 5).map((each) => `the focus is not seen on ${each}`),
    ];
  }, mostTabs);
}

// The words of the main part, without those of buttons: scripts may add some of these.
export async function mainText(page) {
  return page.evaluate(() => {
    const main = document.querySelector('main')?.cloneNode(true);
    main?.querySelectorAll('button, script, noscript').forEach((each) => each.remove());
    const h1 = document.querySelector('h1')?.innerText ?? '';
    return { h1, text: (main?.textContent ?? '').replace(/\s+/g, ' ').trim() };
  });
}

// Each piece of text that a page shows or says to those who hear it.
export async function texts(page) {
  return page.evaluate(() => {
    const found = new Set([document.title]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode;
      // What is marked as of a language of its own may be in it.
      const unread = 'code, pre, samp, q, script, style, body [lang]';
      if (!parentElement.closest(unread)) found.add(data.trim());
    }
    for (const each of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        if (each.hasAttribute(name)) found.add(each.getAttribute(name).trim());
    return [...found];
  });
}

const englishWords =
  /\b(the|is|are|was|were|of|and|or|to|this|that|not|with|from|no|your|what|it|by|since|all|days?)\b/gi;

// Texts of a Polish page that its English page has, too, and that are English by at least two
// words.
export function leftInEnglish(english, polish) {
  const known = new Set(english);
  return polish
    .filter((text) => known.has(text) && (text.match(englishWords) ?? []).length >= 2)
    .slice(0, 5)
    .map((text) => `still English: "${text.slice(0, 100)}"`);
}
