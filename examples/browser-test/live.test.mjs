import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Browser, joinMatch, status } from './browser.mjs';
import { DemoServer } from './demo-server.mjs';

describe('a live match in a browser', { timeout: 240_000 }, () => {
  let server;
  let browser;

  before(async () => {
    server = await DemoServer.create(['--simulate', '1', '--live', '1']);
    browser = await Browser.launch();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  afterEach(async () => {
    assert.deepEqual(await browser.closeTabs(), [], 'errors in the page');
  });

  const handle = (page) => page.locator('#timeline input');
  const seconds = (page) => handle(page).evaluate((input) => Number(input.value));
  /** How long the recording is by now, as whoever may seek is told. */
  const length = (page) => handle(page).evaluate((input) => Number(input.max));

  test('live, pause, rewind, go live, while somebody watches', async () => {
    const told = [];
    const eve = await browser.open(server.url, {}, (tab) => tab.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => told.push(...[JSON.parse(payload)].flat()));
    }));
    await joinMatch(eve, 'eve', 'spectator');
    await eve.locator('#on-air').waitFor();

    const page = await browser.open(server.url);
    assert.equal(await page.locator('.match').first().locator('.live').textContent(), 'Live');
    assert.equal(await page.locator('.match .live').count(), 1);
    await joinMatch(page, 'ann', 'pvai');

    await page.locator('#on-air').waitFor();
    await page.locator('#timeline .end', { hasText: 'Live' }).waitFor();
    assert.equal(await page.locator('#to-live').isVisible(), false);
    assert.equal(await page.locator('[data-speed="2"]').isDisabled(), true);
    // The first rally takes some seconds; then there is something to go back to.
    await page.locator('.entry[data-number="1"]').waitFor({ timeout: 60_000 });

    await page.click('#toggle');
    await status(page, 'Paused by you');
    await page.locator('#on-air').waitFor({ state: 'hidden' });
    await page.locator('#to-live').waitFor();
    const paused = await length(page);

    await page.keyboard.press('0');
    await page.locator('.entry').first().waitFor({ state: 'detached' });
    assert.ok(await seconds(page) < 0.5);
    // The match goes on meanwhile: it grows, and we fall behind. Played on from here, it would be caught up with in some seconds.
    await page.waitForFunction((from) => Number(document.querySelector('#timeline input').max) > from, paused, { timeout: 120_000 });
    await page.locator('#behind', { hasText: /^−\d+:\d\d$/ }).waitFor({ timeout: 120_000 });

    await page.click('#to-live');
    await page.locator('#on-air').waitFor();
    await page.locator('.entry[data-number="1"]').waitFor();
    await page.locator('#behind').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('#to-live').isVisible(), false);
    // The clock has reached the last event, which is not where the state at the edge was anchored.
    await page.waitForFunction(() => {
      const at = document.getElementById('clock').textContent.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      return at >= Math.floor(Number(document.querySelector('#timeline input').max));
    });

    // Who watches was at the edge all the time, and was told nothing of length or end, and of no event before it happened.
    assert.equal(await eve.locator('#controls').isVisible(), false);
    await eve.locator('#on-air').waitFor();
    const indices = told.filter(({ type }) => type === 'event').map(({ index }) => index);
    assert.deepEqual(indices, indices.map((_, i) => indices[0] + i));
    assert.ok(told.every(({ type }) => type !== 'timeline'));
    assert.doesNotMatch(JSON.stringify(told), /"seed"|"duration"|"length"/);
    const live = await page.evaluate(async () => (await (await fetch('api/games')).json()).filter((game) => game.live));
    assert.deepEqual(live.map(({ id }) => id), ['live-1-1']);
  });
});
