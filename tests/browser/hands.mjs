// Two ways to work a page, with the same verbs: by mouse, and by keyboard only. Targets are
// Playwright's locators of what one sees: a role and a name.

const mostTabs = 200;

const mouse = {
  name: 'by mouse',
  press: (page, target) => target.click(),
  write: (page, target, text) => target.fill(text),
};

// Presses Tab until the target has the focus.
async function tabTo(page, target) {
  for (let pressed = 0; pressed < mostTabs; ++pressed) {
    if (await target.evaluate((each) => each === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}

const keyboard = {
  name: 'by keyboard only',
  async press(page, target) {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  },
  async write(page, target, text) {
    await tabTo(page, target);
    await page.keyboard.type(text);
  },
};

export const hands = [mouse, keyboard];
