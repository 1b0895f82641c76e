import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Browser, DESKTOP, PHONE, TABLET, entry, joinMatch, numbers, pause, speed, status } from './browser.mjs';
import { DemoServer } from './demo-server.mjs';

const SCREENSHOTS = fileURLToPath(new URL('../target/screenshots/', import.meta.url));

describe('the demo in a browser', { timeout: 480_000 }, () => {
  let server;
  let browser;

  before(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    server = await DemoServer.create();
    browser = await Browser.launch();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  afterEach(async () => {
    assert.deepEqual(await browser.closeTabs(), [], 'errors in the page');
  });

  /** A tab of a user of its own, in the lobby. */
  const open = (options) => browser.open(server.url, options);

  /** A tab that has joined the match of that number. */
  async function join(name, mode, { pace, match, ...options } = {}) {
    const page = await open(options);
    await joinMatch(page, name, mode, { pace, match });
    return page;
  }

  const handle = (page) => page.locator('#timeline input');

  /** Newest first, each one less than the one above it. */
  function assertContiguous(found) {
    assert.deepEqual(found, found.map((_, i) => found[0] - i));
  }

  test('a match plays point by point', async () => {
    const page = await join('ann', 'pvai');

    await page.locator('.rally', { hasText: /serve/ }).waitFor();
    await speed(page, 8);
    await entry(page, 1);
    await entry(page, 3);

    assertContiguous(await numbers(page));
    assert.equal(await page.locator('#connection .text').textContent(), 'Connected');
    assert.equal(await page.locator('.scoreboard tbody tr').count(), 2);
    assert.notEqual(await page.locator('.scoreboard td.points').first().textContent(), '');
    assert.equal(await page.locator('.scoreboard .ball.serving').count(), 1);
  });

  test('what one player does is seen by the other', async () => {
    const ann = await join('ann', 'pvp');
    const bob = await join('bob', 'pvp');
    await speed(ann, 8);
    await entry(ann, 2);

    await bob.locator('#company-text', { hasText: 'You, ann' }).waitFor();
    await bob.click('#company summary');
    assert.deepEqual((await bob.locator('#people li').allTextContents()).sort(), ['annPlayer', 'bob (you)Player']);
    await bob.keyboard.press('Escape');
    assert.equal(await bob.locator('#people').isVisible(), false);
    await bob.click('#toggle');
    await status(ann, 'Paused by bob');
    await status(bob, 'Paused by you');
    assert.deepEqual(await numbers(ann), await numbers(bob));
    assert.equal(await ann.locator('#clock').textContent(), await bob.locator('#clock').textContent());

    const [last] = await numbers(ann);
    await ann.click('#step-on');
    await entry(bob, last + 1);
    await ann.click('#step-back');
    await bob.locator(`.entry[data-number="${last + 1}"]`).waitFor({ state: 'detached' });

    await speed(ann, 4);
    await bob.locator('[data-speed="4"][aria-pressed=true]').waitFor();
    await ann.click('#toggle');
    await status(bob, 'Playing at 4×');
    await entry(bob, last + 2);
  });

  test('a third player is told that the seats are taken', async () => {
    await join('ann', 'pvp', { match: 1 });
    await join('bob', 'pvp', { match: 1 });
    const eve = await open();
    await eve.locator('.match').nth(1).click();
    await eve.fill('#name', 'eve');
    await eve.check('input[name=mode][value=pvp]');
    await eve.click('#join-button');

    await eve.locator('#message', { hasText: 'Both seats' }).waitFor();
    assert.equal(await eve.locator('#match').isVisible(), false);
  });

  test('the timeline can be dragged, and its marks lead to the sets', async () => {
    const page = await join('cyd', 'pvai');
    await status(page, 'Playing');
    await pause(page);

    await page.locator('.mark', { hasText: 'Set 2' }).click();
    await page.locator('.scoreboard thead', { hasText: 'Set 2' }).waitFor();
    const atSet2 = Number(await handle(page).inputValue());
    assert.ok(atSet2 > 10, `set 2 begins at ${atSet2}`);

    const box = await handle(page).boundingBox();
    await page.mouse.move(box.x + 9 + (box.width - 18) * (atSet2 / Number(await handle(page).getAttribute('max'))),
      box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction((from) => Number(document.querySelector('#timeline input').value) < from, atSet2);
    await page.locator('.scoreboard thead', { hasText: 'Set 2' }).waitFor({ state: 'detached' });
    await status(page, 'Paused by you');

    // The last point is due at the very end; when it has been played, the match can be played again.
    await handle(page).focus();
    await page.keyboard.press('End');
    await page.waitForFunction(() => {
      const input = document.querySelector('#timeline input');
      return input.value === input.max;
    });
    await page.click('#toggle');
    await status(page, 'The match is over');
    await page.locator('.scoreboard .tag', { hasText: 'Winner' }).waitFor();
    await page.click('#toggle');
    await status(page, 'Playing');
    await page.locator('.scoreboard .tag').waitFor({ state: 'detached' });
  });

  test('the keyboard pauses and seeks', async () => {
    const page = await join('dee', 'pvai');
    await page.keyboard.press('3');
    await page.waitForFunction(() => Number(document.querySelector('#timeline input').value) > 100);

    await page.keyboard.press('Space');
    await status(page, 'Paused by you');
    const before = Number(await handle(page).inputValue());
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((from) => Number(document.querySelector('#timeline input').value) > from + 9, before);
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction((from) => Number(document.querySelector('#timeline input').value) < from + 1, before);
    await page.keyboard.press('k');
    await status(page, 'Playing');
    await page.keyboard.press('k');
    await status(page, 'Paused by you');

    const [newest] = await numbers(page);
    await page.keyboard.press('l');
    await entry(page, newest + 1);
    await page.keyboard.press('l');
    await entry(page, newest + 2);
    await page.keyboard.press('j');
    await page.locator(`.entry[data-number="${newest + 2}"]`).waitFor({ state: 'detached' });
    await page.keyboard.press('0');
    await page.locator('.entry').first().waitFor({ state: 'detached' });
  });

  test('the court shows each shot at every speed, and stands still while paused', async () => {
    const page = await join('hal', 'pvai', { pace: 'short' });
    for (const [value, shown] of [[0.5, /serve/], [1, /serve|Shot/], [8, /Shot [2-9]/]]) {
      await speed(page, value);
      await page.keyboard.press('0');
      await page.locator('.rally.on', { hasText: shown }).waitFor();
    }
    await page.locator('.callout.on').waitFor();
    await pause(page);
    const drawn = () => page.evaluate(() => document.querySelector('#court canvas').toDataURL());
    // A frame may be under way when the state arrives.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const still = await drawn();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await drawn(), still);

    await page.keyboard.press('2');
    await page.waitForFunction((before) => document.querySelector('#court canvas').toDataURL() !== before, still);
    assert.match(await page.locator('#court canvas').getAttribute('aria-label'), /\w/);
  });

  test('the court shows where the ball comes down to who wants less motion', async () => {
    const page = await join('ida', 'pvai', { pace: 'short', reducedMotion: 'reduce' });

    await page.locator('.rally.on', { hasText: /serve/ }).waitFor();
    assert.equal(await page.locator('.callout').evaluate((callout) => getComputedStyle(callout).animationName), 'none');
  });

  test('statistics count with the points', async () => {
    const page = await join('jon', 'pvai');
    await page.keyboard.press('9');
    await page.locator('#statistics').waitFor();
    await pause(page);

    const won = await page.locator('.statistics tbody tr').filter({ has: page.getByText('Points won', { exact: true }) })
      .locator('.value').allTextContents();
    const [newest] = await numbers(page);
    assert.equal(Number(won[0]) + Number(won[1]), newest);
  });

  test('matches are found by what is known of them', async () => {
    const page = await open();
    const all = await page.locator('#games li').count();
    const player = await page.locator('#games .players span').first().textContent();

    await page.fill('#search', player.toLowerCase());
    const found = await page.locator('#games li:visible').count();
    assert.ok(found >= 1 && found <= all);
    assert.ok(await page.locator('#games li:visible input:checked').count() === 1);
    await page.fill('#search', 'nobody of this name');
    await page.locator('#nothing-found').waitFor();
    assert.equal(await page.locator('#join-button').isDisabled(), true);
  });

  test('a spectator sees no controls, no timeline and no length', async () => {
    const page = await join('fay', 'spectator');

    await page.locator('#role', { hasText: 'Watching' }).waitFor();
    await status(page, 'Playing');
    for (const id of ['#controls', '#timeline', '#toggle', '#speeds']) {
      assert.equal(await page.locator(id).isVisible(), false, id);
    }
    assert.equal(await page.locator('#timeline .end').textContent(), '');
    await page.keyboard.press('Space');
    await status(page, 'Playing');
    await page.screenshot({ path: `${SCREENSHOTS}spectator.png` });
  });

  test('after the server was killed and started again a player goes on with the next point', async () => {
    const page = await join('gus', 'pvai');
    await speed(page, 4);
    await entry(page, 4);

    await server.kill();
    await page.locator('#connection[data-status=waiting]').waitFor();
    const [last] = await numbers(page);
    assert.equal(await page.locator('#node').isVisible(), false);
    assert.equal(await page.locator('#toggle').isDisabled(), true);
    await status(page, 'Waiting for the server');
    await page.screenshot({ path: `${SCREENSHOTS}lost.png` });
    await server.start();

    await page.locator('#connection[data-status=open]').waitFor({ timeout: 60_000 });
    await entry(page, last + 1);
    await entry(page, last + 2);
    const found = await numbers(page);
    assertContiguous(found);
    assert.equal(found.at(-1), 1);
  });

  test('the page looks right', async () => {
    const dark = { colorScheme: 'dark' };
    const phone = { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
    for (const [file, options] of [
      ['desktop', { viewport: DESKTOP }],
      ['desktop-dark', { viewport: DESKTOP, ...dark }],
      ['tablet', { viewport: TABLET }],
      ['tablet-dark', { viewport: TABLET, ...dark }],
      ['phone', phone],
      ['phone-dark', { ...phone, ...dark }],
    ]) {
      const page = await join(file, 'pvai', { pace: 'short', ...options });
      await page.locator('.mark', { hasText: 'Set 2' }).click();
      await page.locator('.scoreboard thead', { hasText: 'Set 2' }).waitFor();
      await page.locator('.entry').nth(15).waitFor();
      await page.locator('.rally.on', { hasText: /Shot [3-9]/ }).waitFor({ timeout: 60_000 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${file} is ${overflow} px too wide`);
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: `${SCREENSHOTS}${file}.png` });
    }
    const lobby = await open({ viewport: DESKTOP });
    await lobby.screenshot({ path: `${SCREENSHOTS}lobby.png` });
  });
});
