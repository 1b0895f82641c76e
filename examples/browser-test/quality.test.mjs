import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, test } from 'node:test';
import { Browser, DESKTOP, PHONE, TABLET, entry, joinMatch, pause, speed, status } from './browser.mjs';
import { DemoServer } from './demo-server.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const phone = { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** Runs in the page before anything else: when things are there, what moves without being asked to, how often is drawn. */
function watch() {
  window.seen = { shift: 0, moved: [], drawn: 0 };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (!one.hadRecentInput) {
        window.seen.shift += one.value;
        window.seen.moved.push(...one.sources.map(({ node }) => `${node?.id || node?.className || node?.nodeName} ${one.value.toFixed(4)}`));
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function draw(...args) {
    window.seen.drawn++;
    window.seen.court ??= performance.now();
    return drawImage.apply(this, args);
  };
  new MutationObserver((_, observer) => {
    if (document.querySelector('.match') !== null) {
      observer.disconnect();
      requestAnimationFrame(() => {
        window.seen.list = performance.now();
      });
    }
  }).observe(document, { childList: true, subtree: true });
}

describe('the quality of the page', { timeout: 480_000 }, () => {
  let server;
  let browser;
  let axe;

  before(async () => {
    axe = await readFile(AXE, 'utf8');
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

  const open = (options, prepare) => browser.open(server.url, options, prepare);
  const watched = (options) => open(options, (page) => page.addInitScript(watch));
  const seen = (page) => page.evaluate(() => window.seen);

  test('it is there after a few small requests, all of them to where it comes from', async (t) => {
    const requests = [];
    const bodies = [];
    const page = await open({}, async (tab) => {
      await tab.addInitScript(watch);
      tab.on('requestfinished', (request) => {
        requests.push(request);
        bodies.push(request.sizes());
      });
    });
    await page.waitForFunction(() => window.seen.list !== undefined);
    await page.waitForLoadState('networkidle');
    const sizes = await Promise.all(bodies);
    const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    const urls = requests.map((request) => request.url());
    assert.deepEqual(urls.filter((url) => !url.startsWith(server.url)), []);
    assert.deepEqual(urls.filter((url, i) => urls.indexOf(url) !== i), [], 'asked for twice');
    assert.ok(urls.length <= 14, `${urls.length} requests: ${urls.join(' ')}`);
    assert.ok(bytes <= 110_000, `${bytes} bytes`);
    // Nothing is found only when something else has come, but for what the style sheet or a module would name.
    const late = await page.evaluate(() => performance.getEntriesByType('resource')
      .filter(({ name, initiatorType }) => initiatorType === 'script' && !name.endsWith('.js')).map(({ name }) => name));
    assert.deepEqual(late, []);

    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    const { list } = await seen(page);
    const before = await page.evaluate(() => performance.now());
    await joinMatch(page, 'fig', 'pvai', { pace: 'short' });
    await page.waitForFunction(() => window.seen.court !== undefined);
    const { court } = await seen(page);
    t.diagnostic(`${urls.length} requests, ${bytes} bytes; first paint ${Math.round(paint)} ms, list ${Math.round(list)} ms after the `
      + `navigation began; court ${Math.round(court - before)} ms after the first of the clicks to join`);
  });

  for (const [screen, options] of [['desktop', { viewport: DESKTOP }], ['phone', phone]]) {
    test(`nothing jumps on a ${screen}`, async (t) => {
      const page = await watched(options);
      await page.waitForFunction(() => window.seen.list !== undefined);
      const loading = await seen(page);
      await joinMatch(page, `jump-${screen}`, 'pvai');
      await page.locator('#company').waitFor();
      await entry(page, 1);
      const joining = await seen(page);
      await speed(page, 8);
      await entry(page, 11);
      const playing = await seen(page);
      const figures = [loading.shift, joining.shift - loading.shift, playing.shift - joining.shift];
      t.diagnostic(`layout shift on a ${screen}: loading ${figures[0].toFixed(4)}, joining ${figures[1].toFixed(4)}, `
        + `ten points ${figures[2].toFixed(4)}`);
      assert.ok(figures[0] < 0.02, `loading: ${loading.moved.join(', ')}`);
      assert.ok(figures[1] < 0.02, `joining: ${joining.moved.join(', ')}`);
      assert.ok(figures[2] < 0.1, `playing: ${playing.moved.join(', ')}`);
    });
  }

  test('every view can be read and used by everybody, in both themes', async (t) => {
    let checks = 0;
    const check = async (page, view) => {
      await page.evaluate(axe);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        // The other theme has other colours, and nothing else.
        const rules = colorScheme === 'light' ? { type: 'tag', values: RULES } : { type: 'rule', values: ['color-contrast'] };
        const found = await page.evaluate((runOnly) => window.axe.run({ exclude: ['.ghost'] }, {
          runOnly, resultTypes: ['violations'],
        }), rules);
        const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} `
          + `${any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`);
        assert.deepEqual(violations, [], `${view}, ${colorScheme}`);
        checks++;
      }
    };
    const page = await open({ viewport: DESKTOP });
    await check(page, 'list');
    await page.fill('#search', 'nobody');
    await check(page, 'nothing found');
    await page.fill('#search', '');
    await joinMatch(page, 'axel', 'pvai');
    await page.locator('#company').waitFor();
    await page.keyboard.press('5');
    await page.locator('#statistics').waitFor();
    await entry(page, Number(await page.locator('.entry').first().getAttribute('data-number')) + 1);
    await check(page, 'playing');
    await pause(page);
    await page.click('#company summary');
    await check(page, 'paused, with who is here');
    await page.keyboard.press('Escape');
    await page.locator('#timeline input').focus();
    await page.keyboard.press('End');
    await page.click('#toggle');
    await status(page, 'The match is over');
    await check(page, 'over');

    const spectator = await open(phone);
    await joinMatch(spectator, 'sam', 'spectator');
    await spectator.locator('#company').waitFor();
    await check(spectator, 'spectator on a phone');
    const small = await open(phone);
    await check(small, 'list on a phone');
    await joinMatch(small, 'axel-small', 'pvai');
    await small.locator('#company').waitFor();
    await check(small, 'playing on a phone');
    await server.kill();
    await small.locator('#connection[data-status=waiting]').waitFor();
    await check(small, 'without a connection');
    await server.start();
    t.diagnostic(`${checks} checks by ${RULES.join(', ')}`);
  });

  test('fingers find what there is to touch', async () => {
    const page = await open(phone);
    const small = () => page.evaluate(() => [...document.querySelectorAll('button, input:not([type=radio]), select, summary, label, a')]
      .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden'))
      .map((one) => ({ what: one.id || one.className || one.textContent, ...one.getBoundingClientRect().toJSON() }))
      .filter(({ width, height }) => width < 24 || height < 24)
      .map(({ what, width, height }) => `${what} ${width}x${height}`));
    assert.deepEqual(await small(), []);
    await joinMatch(page, 'finn', 'pvai');
    await page.locator('#company').waitFor();
    assert.deepEqual(await small(), []);
  });

  test('all of it goes by the keyboard alone', async () => {
    const page = await open();
    const focused = () => page.evaluate(() => {
      const { id, name, value, dataset, tagName } = document.activeElement;
      return id || name || dataset.speed || (dataset.index === undefined ? tagName : `mark ${value}`);
    });
    const tab = async (to) => {
      await page.keyboard.press('Tab');
      assert.equal(await focused(), to);
    };
    await tab('A');
    await tab('search');
    await page.keyboard.type('simulated-2');
    await page.locator('#found', { hasText: /^1 of \d+ matches$/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#found', { hasText: /^\d+ matches$/ }).waitFor();
    await tab('game');
    const chosen = () => page.locator('input[name=game]:checked').inputValue();
    assert.equal(await chosen(), 'simulated-2');
    await page.keyboard.press('ArrowUp');
    assert.equal(await chosen(), 'simulated-1');
    await page.keyboard.press('ArrowDown');
    assert.equal(await chosen(), 'simulated-2');
    await tab('name');
    await page.keyboard.type('kay');
    await tab('mode');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('input[name=mode]:checked').inputValue(), 'pvai');
    await tab('pace');
    await page.keyboard.press('ArrowDown');
    await tab('join-button');
    await page.keyboard.press('Enter');
    await page.locator('#match').waitFor();
    await page.locator('#company').waitFor();
    assert.equal(await focused(), 'match-title');

    await page.keyboard.press('Space');
    await status(page, 'Paused by you');
    await tab('leave');
    await tab('SUMMARY');
    await page.keyboard.press('Space');
    await page.locator('#people').waitFor();
    await status(page, 'Paused by you');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#people').isVisible(), false);
    assert.equal(await focused(), 'SUMMARY');
    const marks = await page.locator('.mark').count();
    for (let mark = 0; mark < marks; mark++) {
      await tab('mark ');
    }
    await page.keyboard.press('Enter');
    await page.locator('.scoreboard thead', { hasText: `Set ${marks}` }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.type), 'range');
    for (const id of ['step-back', 'toggle', 'step-on', '0.5', '1', '2', '4', '8', 'log']) {
      await tab(id);
    }
    // What has the focus can be seen.
    await page.keyboard.press('Shift+Tab');
    assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'solid');
    await page.locator('#leave').focus();
    await page.keyboard.press('Enter');
    await page.locator('#lobby').waitFor();
    assert.equal(await focused(), 'join-button');
  });

  test('whoever wants less motion gets none', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    await joinMatch(page, 'lea', 'pvai');
    await speed(page, 8);
    await entry(page, 3);
    await page.locator('.callout.on').waitFor();
    assert.equal(await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length), 0);
  });

  test('frames a second', async (t) => {
    const page = await watched({ viewport: TABLET });
    await joinMatch(page, 'fps', 'pvai', { pace: 'short' });
    await page.locator('.rally.on').waitFor();
    const figures = await page.evaluate(() => new Promise((resolve) => {
      const [from, drawn] = [performance.now(), window.seen.drawn];
      let frames = 0;
      requestAnimationFrame(function count(now) {
        frames++;
        if (frames === 120) {
          resolve({ frames: frames / ((now - from) / 1000), drawn: window.seen.drawn - drawn });
        } else {
          requestAnimationFrame(count);
        }
      });
    }));
    t.diagnostic(`${figures.frames.toFixed(1)} frames a second without a graphics card; the court was drawn in ${figures.drawn} of 120`);
    assert.ok(figures.drawn > 0 && figures.drawn <= 122);
  });
});
