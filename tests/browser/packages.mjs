// The two packages of the tests, which tests/e2e/browser.sh installs into the build folder: this
// folder stays as it is in the repository.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.BROWSER_PACKAGES}/package.json`);

export const { chromium } = require('playwright-core');
export const axeSource = require('axe-core').source;
