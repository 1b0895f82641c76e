import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { CommandError, RallycastClient, SUBPROTOCOLS } from '../rallycast-client.js';
import { FakeSocket } from './fake-socket.mjs';

const T0 = 1_700_000_000_000;
let nowMs;
let client;
let heard;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  FakeSocket.all.length = 0;
  nowMs = T0;
  client = new RallycastClient('ws://test/stream', { WebSocket: FakeSocket, now: () => nowMs, random: () => 0.5 });
  heard = [];
  for (const type of ['connection', 'attachfailed', 'event', 'snapshot', 'track', 'state']) {
    client.addEventListener(type, (event) => heard.push({ type, ...event.detail }));
  }
});

afterEach(() => {
  client.close();
  mock.timers.reset();
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
const of = (type) => heard.filter((frame) => frame.type === type);

function state(fields = {}) {
  return { revision: 1, epoch: 1, status: 'playing', index: -1, time: 0, speed: 1, cause: 'start', by: 'ann', at_ms: nowMs, ...fields };
}

function started(id, fields = {}) {
  return { type: 'started', id, playback: 'pb-1', game: { id: 'g', sport: 'tennis', players: [] }, mode: 'pvai', role: 'player',
    may: ['pause', 'scrub'], state: state(), ignored: [], recovered: null, ...fields };
}

const event = (index, epoch = 1) => ({ type: 'event', epoch, index, time: index, kind: 'point', data: {}, at_ms: nowMs });

async function connected() {
  const connecting = client.connect();
  await settled();
  FakeSocket.last.open();
  await connecting;
  return FakeSocket.last;
}

async function attached() {
  const socket = await connected();
  const starting = client.start({ game_id: 'g', mode: 'pvai' });
  socket.say(started(socket.command('start').id));
  await starting;
  return socket;
}

test('asks for batches first and takes them', async () => {
  const socket = await attached();

  assert.deepEqual(socket.protocols, ['rallycast.v1.json-batch', 'rallycast.v1.json']);
  assert.deepEqual(SUBPROTOCOLS, socket.protocols);
  socket.say(event(0), event(1), event(2));
  socket.say(event(3));
  assert.deepEqual(of('event').map(({ index }) => index), [0, 1, 2, 3]);
});

test('a command is a promise of its reply', async () => {
  const socket = await attached();

  const pausing = client.pause();
  const { id } = socket.command('pause');
  socket.say({ type: 'state', ...state({ revision: 2, status: 'paused' }) });
  socket.say({ type: 'ok', id, state: state({ revision: 2, status: 'paused' }) });

  assert.equal((await pausing).state.status, 'paused');
  assert.equal(client.state.status, 'paused');
  assert.equal(client.may('pause'), true);
  assert.equal(client.may('live'), false);
});

test('commands carry their fields', async () => {
  const socket = await attached();
  const all = [client.scrub({ by: -10 }, { revision: 4 }), client.speed(2), client.step(-1), client.resume({ speed: 0.5 }), client.live()];

  assert.deepEqual(socket.sent.slice(-5).map(({ id, ...rest }) => rest), [
    { action: 'scrub', to: { by: -10 }, revision: 4 },
    { action: 'speed', speed: 2 },
    { action: 'step', count: -1 },
    { action: 'resume', speed: 0.5 },
    { action: 'live' },
  ]);
  client.close();
  await Promise.allSettled(all);
});

test('a refusal is a CommandError', async () => {
  const socket = await attached();
  const pausing = client.pause();

  socket.say({ type: 'error', id: socket.command('pause').id, code: 'RATE_LIMITED', message: 'slower', retry: true });

  await assert.rejects(pausing, (error) => error instanceof CommandError && error.code === 'RATE_LIMITED' && error.retry);
});

test('a command without a connection, or whose answer is lost with it, is NOT_CONNECTED', async () => {
  await assert.rejects(client.pause(), { code: 'NOT_CONNECTED', retry: true });
  const socket = await attached();
  const pausing = client.pause();
  socket.drop();
  await assert.rejects(pausing, { code: 'NOT_CONNECTED' });
});

test('older epochs and events seen already are dropped', async () => {
  const socket = await attached();
  socket.say(event(0), event(1));
  socket.say(event(1));
  socket.say({ type: 'snapshot', epoch: 2, index: 5, time: 5, recent: [], tracks: {} });
  socket.say(event(2, 1));
  socket.say({ type: 'track', track: 'score', epoch: 1, index: 2, time: 2, data: {} });
  socket.say({ type: 'snapshot', epoch: 1, index: 2, time: 5, recent: [], tracks: {} });
  socket.say(event(6, 2));

  assert.deepEqual(of('event').map(({ index }) => index), [0, 1, 6]);
  assert.equal(of('snapshot').length, 1);
  assert.equal(of('track').length, 0);
});

test('a state that was overtaken is not taken', async () => {
  const socket = await attached();
  socket.say({ type: 'state', ...state({ revision: 5, status: 'paused' }) });
  socket.say({ type: 'heartbeat', state: state({ revision: 4 }) });

  assert.equal(client.state.status, 'paused');
});

test('a reply does not undo what was told since its command', async () => {
  const socket = await attached();
  socket.say({ type: 'state', ...state({ revision: 5, cause: 'resume' }) }, { type: 'state', ...state({ revision: 5, status: 'ended', cause: 'end' }) });
  socket.say({ type: 'ok', id: '99', state: state({ revision: 5, cause: 'resume' }) });

  assert.equal(client.state.status, 'ended');
});

test('comes back within reconnect_within_ms and resumes after the last event', async () => {
  const socket = await attached();
  socket.say(event(0), event(1));
  socket.drop();

  assert.deepEqual(of('connection').at(-1), { type: 'connection', status: 'waiting', delayMs: 500, code: 1006, reason: '' });
  mock.timers.tick(499);
  await settled();
  assert.equal(FakeSocket.all.length, 1);
  mock.timers.tick(1);
  await settled();
  const next = FakeSocket.last;
  assert.notEqual(next, socket);
  next.open();

  const { id, ...start } = next.command('start');
  assert.deepEqual(start, { action: 'start', game_id: 'g', mode: 'pvai', resume: { playback: 'pb-1', epoch: 1, index: 1 } });
  next.say(started(id, { recovered: true }), event(2));
  assert.deepEqual(of('event').map(({ index }) => index), [0, 1, 2]);
});

test('waits twice as long after each failure, 20 s at most', async () => {
  const socket = await attached();
  socket.drop();
  for (let i = 0; i < 8; i++) {
    mock.timers.tick(20_000);
    await settled();
    FakeSocket.last.drop();
  }

  assert.deepEqual(of('connection').filter(({ status }) => status === 'waiting').map(({ delayMs }) => delayMs),
    [500, 1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000]);
});

test('comes back when a server that goes away asks for it', async () => {
  const socket = await attached();
  socket.say({ type: 'draining', reconnect_after_ms: 1234 });
  socket.drop(4000, 'DRAINING');

  assert.equal(of('connection').at(-1).delayMs, 1234);
});

test('does not come back after a close code that is final', async () => {
  const socket = await attached();
  socket.drop(4500, 'UNAUTHENTICATED');
  mock.timers.tick(60_000);
  await settled();

  assert.equal(client.status, 'closed');
  assert.equal(FakeSocket.all.length, 1);
  assert.equal(client.state, null);
});

test('connect rejects if the server turns us away', async () => {
  const connecting = client.connect();
  await settled();
  FakeSocket.last.drop(4503, 'UNSUPPORTED_VERSION');

  await assert.rejects(connecting, { code: 'UNSUPPORTED_VERSION' });
});

test('a server that is silent for three heartbeats is left', async () => {
  const socket = await attached();
  mock.timers.tick(44_999);
  assert.equal(client.status, 'open');
  mock.timers.tick(1);

  assert.equal(client.status, 'waiting');
  assert.equal(socket.readyState, 3);
});

test('tells if the server does not let us in again', async () => {
  const socket = await attached();
  socket.drop();
  mock.timers.tick(500);
  await settled();
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'error', id: FakeSocket.last.command('start').id, code: 'GAME_BUSY', message: 'busy', retry: true });
  await settled();

  assert.equal(of('attachfailed').at(0).code, 'GAME_BUSY');
});

test('position goes by the server clock as the fastest ping tells it', async () => {
  const socket = await connected();
  // The server's clock is an hour ahead; the first ping takes 40 ms, the next one 400.
  nowMs = T0 + 40;
  socket.say({ type: 'pong', id: socket.command('ping').id, at_ms: T0 + 20 + 3_600_000 });
  await settled();
  mock.timers.tick(10_000);
  nowMs = T0 + 10_400;
  socket.say({ type: 'pong', id: socket.command('ping').id, at_ms: T0 + 10_390 + 3_600_000 });
  await settled();
  assert.equal(client.latencyMs, 40);
  assert.equal(client.clockOffsetMs, 3_600_000);

  const starting = client.start({ game_id: 'g' });
  socket.say(started(socket.command('start').id, { state: state({ time: 60, speed: 2, at_ms: nowMs + 3_600_000 }) }));
  await starting;
  nowMs += 1500;

  assert.equal(client.position(), 63);
  assert.equal(client.position(61), 61);
  socket.say({ type: 'state', ...state({ revision: 2, status: 'paused', time: 63.5 }) });
  nowMs += 1500;
  assert.equal(client.position(), 63.5);
});

test('an address may be asked for before each attempt', async () => {
  let asked = 0;
  client = new RallycastClient(async () => `ws://test/stream?ticket=${++asked}`, { WebSocket: FakeSocket, random: () => 0 });
  client.connect();
  await settled();
  FakeSocket.last.drop();
  mock.timers.tick(1);
  await settled();

  assert.deepEqual(FakeSocket.all.map(({ url }) => url), ['ws://test/stream?ticket=1', 'ws://test/stream?ticket=2']);
});

test('what is no address is not tried again', async () => {
  class Strict {
    constructor() {
      throw new SyntaxError('no address');
    }
  }
  client = new RallycastClient('::', { WebSocket: Strict });

  await assert.rejects(client.connect(), /no address/);
  assert.equal(client.status, 'closed');
});

test('at the live edge the position runs on from the last event, whatever a heartbeat says', async () => {
  const socket = await attached();
  socket.say({ type: 'state', ...state({ revision: 2, status: 'live', index: 3, time: 60 }) });
  nowMs += 4_000;
  assert.equal(client.position(), 64);
  socket.say({ ...event(4), time: 90 });
  nowMs += 1_000;
  assert.equal(client.position(), 91);
  socket.say({ type: 'heartbeat', state: state({ revision: 2, status: 'live', index: 4, time: 90, at_ms: nowMs }) });
  assert.equal(client.position(), 91);
  socket.say({ type: 'state', ...state({ revision: 3, status: 'paused', index: 4, time: 90 }) });
  nowMs += 1_000;
  assert.equal(client.position(), 90);
});
