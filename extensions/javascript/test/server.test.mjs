import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { RallycastClient } from '../rallycast-client.js';
import { missing, startDemo } from './demo-server.mjs';
import { FakeSocket } from './fake-socket.mjs';

describe('the client and a real server', { skip: missing, timeout: 60_000 }, () => {
  let demo;
  let client;

  before(async () => {
    demo = await startDemo();
  });

  after(async () => {
    client?.close();
    await demo?.stop();
  });

  /** Resolves with the frame of that type that fits. */
  const next = (type, fits = () => true) => new Promise((resolve) => {
    client.addEventListener(type, function listener({ detail }) {
      if (fits(detail)) {
        client.removeEventListener(type, listener);
        resolve(detail);
      }
    });
  });

  test('start, control, lose the connection, go on', async () => {
    const sockets = [];
    class Socket extends WebSocket {
      constructor(...args) {
        super(...args);
        sockets.push(this);
      }
    }
    client = new RallycastClient(demo.stream, { WebSocket: Socket, random: () => 0 });
    const hello = await client.connect();
    assert.equal(hello.user, 'ann');
    const third = next('event', ({ index }) => index === 2);
    const indices = [];
    client.addEventListener('event', ({ detail }) => indices.push(detail.index));

    const started = await client.start({ game_id: 'simulated-1', mode: 'pvai', delay: 0.05 });
    assert.equal(started.role, 'player');
    assert.ok(client.may('scrub'));
    assert.match((await third).kind, /shot|point/);

    const { state } = await client.pause();
    assert.equal(state.status, 'paused');
    assert.equal(client.position(), state.time);
    await assert.rejects(client.scrub({ index: 1, time: 2 }), { code: 'BAD_REQUEST', retry: false });
    await assert.rejects(client.speed(99), { code: 'OUT_OF_RANGE' });
    const back = await client.scrub({ index: 1 }, { speed: 0.5 });
    assert.equal(back.state.index, 0);
    assert.equal(back.state.speed, 0.5);
    indices.length = 0;
    await client.resume({ speed: 1 });
    await next('event', ({ index }) => index === 4);

    const again = next('started');
    sockets.at(-1).close();
    assert.equal((await again).recovered, true);
    await next('event', ({ index }) => index >= 12);
    assert.deepEqual(indices, indices.map((_, i) => i + 1));
    assert.ok(client.latencyMs >= 0);
    assert.ok(Math.abs(client.clockOffsetMs) < 1_000);

    assert.equal((await client.stop()).reason, 'stop');
    assert.equal(client.state, null);
    client.close();
  });

  test('a conversation that was written down can be played to a client', async () => {
    const lines = (await readFile(demo.record, 'utf8')).split('\n');
    const replayed = new RallycastClient('ws://nowhere', { WebSocket: FakeSocket });
    const events = [];
    replayed.addEventListener('event', ({ detail }) => events.push(detail.index));
    replayed.connect();
    await new Promise(setImmediate);
    FakeSocket.last.readyState = 1;
    for (const line of lines) {
      const frame = /^c1 < (.*)$/.exec(line)?.[1];
      if (frame !== undefined) {
        FakeSocket.last.say(JSON.parse(frame));
      }
    }
    replayed.close();

    assert.ok(lines.includes('c1 connects') && lines.includes('c1 leaves'));
    assert.ok(lines.some((line) => /^c1 > .*"action":"scrub"/.test(line)));
    assert.ok(events.length > 5);
    const restart = events.indexOf(1, 2);
    assert.deepEqual(events.slice(restart), events.slice(restart).map((_, i) => i + 1));
  });
});
