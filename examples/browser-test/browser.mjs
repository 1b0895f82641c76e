import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const DESKTOP = { width: 1440, height: 900 };
export const TABLET = { width: 820, height: 1180 };
export const PHONE = { width: 390, height: 844 };

/** A browser with the tabs of one test after the other, and what goes wrong in them. */
export class Browser {
  #browser;
  #contexts = [];
  /** Errors in the pages. */
  problems = [];

  static async launch() {
    const browser = new Browser();
    browser.#browser = await chromium.launch({
      executablePath: CHROMIUM,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
    return browser;
  }

  /** A tab of a user of its own; `prepare` is called with it before it goes anywhere. */
  async tab(options = {}, prepare = () => undefined) {
    const context = await this.#browser.newContext({ viewport: DESKTOP, ...options });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.problems.push(String(error)));
    await prepare(page);
    return page;
  }

  /** A tab in the list of matches. */
  async open(url, options, prepare) {
    const page = await this.tab(options, prepare);
    await page.goto(url);
    await page.locator('.match').first().waitFor();
    return page;
  }

  /** Closes all tabs, and returns what went wrong in them. */
  async closeTabs() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    this.#contexts = [];
    return this.problems.splice(0);
  }

  async close() {
    await this.#browser.close();
  }
}

/** Joins the match of that number in the list. */
export async function joinMatch(page, name, mode, { pace = 'second', match = 0 } = {}) {
  await page.locator('.match').nth(match).click();
  await page.fill('#name', name);
  await page.check(`input[name=mode][value=${mode}]`);
  await page.selectOption('#pace', pace);
  await page.click('#join-button');
  await page.locator('#match').waitFor();
}

export const status = (page, text) => page.locator('#status', { hasText: text }).waitFor();
export const entry = (page, number) => page.locator(`.entry[data-number="${number}"]`).waitFor();
export const numbers = (page) => page.locator('.entry').evaluateAll((all) => all.map((row) => Number(row.dataset.number)));
export const speed = async (page, value) => {
  await page.click(`[data-speed="${value}"]`);
  await page.locator(`[data-speed="${value}"][aria-pressed=true]`).waitFor();
};
export const pause = async (page) => {
  await page.click('#toggle');
  await status(page, 'Paused');
};
