import { RallycastClient } from './rallycast-client.js';
import { Scoreboard } from './scoreboard.js';
import { Timeline } from './timeline.js';
import { PointLog } from './point-log.js';
import { Court } from './court.js';
import { Statistics } from './statistics.js';
import { clock, element } from './format.js';

const $ = (id) => document.getElementById(id);

const COMPANY_EVERY_MS = 5_000;

const PACES = {
  recorded: {},
  short: { max_gap: 5 },
  second: { delay: 1 },
};

const MODES = {
  pvp: 'Player v player',
  pvai: 'Player v computer',
  aivai: 'Simulated',
};

const ROLES = {
  pvp: 'Player',
  pvai: 'Player',
  spectator: 'Watching',
};

const REFUSALS = {
  GAME_BUSY: 'Both seats of this match are taken. You can watch as a spectator.',
  GAME_NOT_FOUND: 'This match is not there any more.',
  RATE_LIMITED: 'Too many commands, a little slower please.',
  STORAGE_UNAVAILABLE: 'The recording cannot be read at the moment.',
  CORRUPT_RECORDING: 'The recording is damaged.',
  CLUSTER_UNAVAILABLE: 'The servers have lost each other. The match goes on, but nobody can control it at the moment.',
};

const CLOSED = {
  UNAUTHENTICATED: 'The server does not accept this name. Try a shorter one.',
  FORBIDDEN: 'The server does not let this page connect.',
  UNSUPPORTED_VERSION: 'This page is out of date. Please load it again.',
  REPLACED: 'You have joined from somewhere else.',
  TOO_MANY_CONNECTIONS: 'You are connected too many times already.',
};

const scoreboard = new Scoreboard($('scoreboard'), $('announce'));
const log = new PointLog($('log'));
const court = new Court($('court'));
const statistics = new Statistics($('statistics'));
const timeline = new Timeline($('timeline'), (to) => seek(to));

let client = null;
let me = null;
let may = new Set();
let mode = null;
let lastIndex = -1;

// ---- lobby

async function loadGames() {
  try {
    const answer = await fetch('api/games', { headers: { accept: 'application/json' } });
    if (!answer.ok) {
      throw new Error(`the server answered ${answer.status}`);
    }
    showGames(await answer.json());
  } catch (error) {
    say(`The list of matches could not be loaded: ${error.message}.`);
  }
}

function showGames(games) {
  $('no-games').hidden = games.length > 0;
  $('join-button').disabled = games.length === 0;
  $('games').replaceChildren(...games.map((game, i) => {
    const row = element('li');
    const label = element('label', 'match');
    const radio = element('input');
    radio.type = 'radio';
    radio.name = 'game';
    radio.value = game.id;
    radio.required = true;
    radio.checked = i === 0;
    const text = element('span', 'match-text');
    const players = element('b', 'players');
    (game.players.length > 0 ? game.players : [game.id]).forEach((name) => players.append(element('span', '', name)));
    const line = element('small', '', facts(game));
    const badge = MODES[game.mode];
    if (badge) {
      line.prepend(element('span', 'tag', badge), ' ');
    }
    text.append(players, line);
    row.dataset.words = [...game.players, game.id, game.event, game.surface, badge].join(' ').toLowerCase();
    label.dataset.surface = game.surface ?? '';
    label.append(radio, text);
    row.append(label);
    return row;
  }));
}

function facts(game) {
  const date = game.scheduled_start
    ? new Date(game.scheduled_start).toLocaleDateString('en', { year: 'numeric', month: 'short', day: 'numeric' })
    : null;
  const surface = game.surface ? game.surface.charAt(0).toUpperCase() + game.surface.slice(1) : null;
  return [game.event, surface, date].filter(Boolean).join(' · ');
}

$('search').addEventListener('input', () => {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = [...$('games').children];
  rows.forEach((row) => {
    row.hidden = !words.every((word) => row.dataset.words.includes(word));
  });
  const shown = rows.filter((row) => !row.hidden);
  // What is chosen can be seen.
  if (shown.length > 0 && !shown.some((row) => row.querySelector('input').checked)) {
    shown[0].querySelector('input').checked = true;
  }
  $('nothing-found').hidden = shown.length > 0 || rows.length === 0;
  $('join-button').disabled = shown.length === 0;
});

$('join').addEventListener('submit', (submit) => {
  submit.preventDefault();
  const form = new FormData(submit.target);
  const name = form.get('name').trim();
  sessionStorage.setItem('name', name);
  join(form.get('game'), form.get('mode'), name, PACES[form.get('pace')]);
});

// ---- joining and leaving

async function join(gameId, asMode, name, pace) {
  say('');
  leave();
  const url = new URL('stream', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  url.search = name === '' ? '' : new URLSearchParams({ user: name }).toString();
  const joined = new RallycastClient(url.href);
  client = joined;
  const on = (type, listener) => joined.addEventListener(type, (event) => {
    if (client === joined) {
      listener(event.detail);
    }
  });
  on('connection', showConnection);
  on('started', showStarted);
  on('snapshot', showSnapshot);
  on('event', showEvent);
  on('track', (frame) => showTrack(frame.track, frame.data));
  on('timeline', (frame) => timeline.extent(frame));
  on('state', showState);
  on('ok', showState);
  on('heartbeat', showState);
  on('stopped', (frame) => {
    if (frame.id === undefined) {
      leave();
      say('This playback has ended for you.');
    }
  });
  on('attachfailed', (error) => {
    if (error.code !== 'NOT_CONNECTED') {
      leave();
      refused(error);
    }
  });
  on('hello', (frame) => {
    me = frame.user;
    $('node').hidden = !frame.server;
    $('node').textContent = frame.server ? `Served by ${frame.server}` : '';
  });
  on('pong', () => {
    const { latencyMs } = joined;
    $('latency').textContent = latencyMs === null ? '' : `${Math.max(1, Math.round(latencyMs))} ms`;
  });
  // The options of a playback are the business of whoever creates it; a spectator does not.
  const options = asMode === 'spectator' ? {} : pace;
  try {
    await joined.connect();
    await joined.start({ game_id: gameId, mode: asMode, ...options });
  } catch (error) {
    // What closed the connection for good is told by `connection`.
    if (client === joined && joined.status === 'open') {
      leave();
      refused(error);
    }
  }
}

/** Who else is here; asked for now and then, since nothing depends on it. */
async function showCompany() {
  const playback = client?.started?.playback;
  if (playback === undefined || document.hidden) {
    return;
  }
  const answer = await fetch(`api/company?${new URLSearchParams({ playback })}`).catch(() => null);
  const count = answer?.ok ? await answer.json() : null;
  if (client?.started?.playback === playback && count !== null) {
    const parts = [[count.players, 'player'], [count.spectators, 'watching']].filter(([n]) => n > 0)
      .map(([n, what]) => `${n} ${what}${what === 'player' && n > 1 ? 's' : ''}`);
    $('company').textContent = parts.join(' · ');
  }
}

setInterval(showCompany, COMPANY_EVERY_MS);

function leave() {
  client?.close();
  client = null;
  may = new Set();
  mode = null;
  timeline.hide();
  $('match').hidden = true;
  $('controls').hidden = true;
  $('lobby').hidden = false;
  $('latency').textContent = '';
  $('company').textContent = '';
  $('node').hidden = true;
  document.title = 'Rallycast';
  showConnection({ status: 'idle' });
}

$('leave').addEventListener('click', () => leave());
window.addEventListener('pagehide', () => client?.close());

// ---- what the server says

function showConnection({ status, delayMs, code, reason }) {
  const texts = {
    idle: '',
    connecting: 'Connecting…',
    open: 'Connected',
    waiting: `Connection lost, trying again in ${Math.max(1, Math.round((delayMs ?? 0) / 1000))} s…`,
    closed: 'Disconnected',
  };
  $('connection').dataset.status = status;
  $('connection').querySelector('.text').textContent = texts[status];
  $('controls').classList.toggle('offline', status !== 'open');
  showState();
  if (status === 'closed' && reason !== undefined) {
    say(CLOSED[reason] ?? `The server has closed the connection (${reason || code}).`);
  }
}

function showStarted(frame) {
  may = new Set(frame.may);
  mode = frame.mode;
  const { game } = frame;
  const players = game.players.length > 0 ? game.players : [game.id];
  scoreboard.players(players);
  log.players(players);
  statistics.players(players);
  court.game(players, game.surface);
  $('match-title').textContent = players.join(' – ');
  $('match-facts').textContent = [facts(game), game.format].filter(Boolean).join(' · ');
  document.title = `${players.join(' – ')} · Rallycast`;
  const controls = may.has('pause');
  $('role').textContent = controls ? ROLES[mode] ?? mode : 'Watching';
  $('role').classList.toggle('watching', !controls);
  $('watch-note').hidden = controls;
  $('controls').hidden = !controls;
  if (!may.has('scrub')) {
    timeline.hide();
  }
  if ($('match').hidden) {
    $('lobby').hidden = true;
    $('match').hidden = false;
    window.scrollTo(0, 0);
  }
  showState();
  showCompany();
}

function showSnapshot(frame) {
  log.reset(frame.recent);
  court.reset(frame.recent);
  lastIndex = frame.index;
  Object.entries(frame.tracks).forEach(([track, data]) => showTrack(track, data));
  $('log-empty').hidden = !log.isEmpty;
}

function showTrack(track, data) {
  if (track === 'score') {
    scoreboard.score(data);
  } else if (track === 'stats') {
    statistics.show(data);
  }
}

function showEvent(frame) {
  lastIndex = frame.index;
  log.add(frame);
  court.add(frame);
  $('log-empty').hidden = !log.isEmpty;
}

function showState() {
  const state = client?.state;
  $('isolated').hidden = state?.isolated !== true;
  if (!state) {
    $('status').textContent = '';
    return;
  }
  const halted = state.status === 'paused' || state.status === 'ended';
  const offline = $('connection').dataset.status !== 'open';
  $('status').textContent = offline ? 'Waiting for the server' : sentence(state);
  $('match').dataset.status = state.status;
  $('toggle').textContent = state.status === 'ended' ? 'Play again' : halted ? 'Play' : 'Pause';
  for (const button of $('controls').querySelectorAll('button')) {
    button.disabled = offline;
  }
  $('to-live').hidden = !may.has('live') || !timeline.growing || state.status === 'live';
  $('frozen').textContent = offline ? '' : state.status === 'paused' ? 'Paused' : state.status === 'ended' ? 'Match over' : '';
  for (const button of $('speeds').children) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.speed) === state.speed));
  }
  if (!may.has('scrub')) {
    return;
  }
  timeline.position(client.position(timeline.duration));
}

function sentence(state) {
  const by = state.by === null || state.by === undefined ? ''
    : state.by === me ? ' by you'
      : ` by ${/^[0-9a-f-]{36}$/.test(state.by) ? 'a guest' : state.by}`;
  const speed = state.speed === 1 ? '' : ` at ${state.speed}×`;
  switch (state.status) {
    case 'paused': return `Paused${by}`;
    case 'ended': return 'The match is over';
    case 'starting': return 'About to start';
    case 'buffering': return 'Loading…';
    case 'live': return 'Live';
    default: return `Playing${speed}`;
  }
}

/** The clock runs between the messages of the server; between two points there may be minutes. */
function tick() {
  // Without a connection nobody knows whether the clock still runs, so it stands until the server tells.
  if (client?.state && $('connection').dataset.status === 'open') {
    const position = client.position(timeline.duration);
    const text = clock(position);
    if ($('clock').textContent !== text) {
      $('clock').textContent = text;
    }
    timeline.position(position);
    court.draw(position);
  }
  requestAnimationFrame(tick);
}

// ---- controls

async function command(action, fields) {
  try {
    await client.command(action, fields);
    say('');
  } catch (error) {
    refused(error);
  }
}

function refused(error) {
  if (error.code !== 'NOT_CONNECTED') {
    say(REFUSALS[error.code] ?? error.message);
  }
}

let seeking = false;
let seekNext = null;

/** One seek at a time: of those that come meanwhile the last one counts, and relative ones add up. */
async function seek(to) {
  if (!may.has('scrub')) {
    return;
  }
  if (seeking) {
    seekNext = to.by !== undefined && seekNext?.by !== undefined ? { by: seekNext.by + to.by } : to;
    return;
  }
  seeking = true;
  await command('scrub', { to });
  seeking = false;
  if (seekNext !== null && client !== null) {
    const next = seekNext;
    seekNext = null;
    seek(next);
  }
}

/** To where the next point begins, or this one, or the one before if that is where we are. */
function byPoint(forth) {
  const index = timeline.pointFrom(seekNext?.index === undefined ? lastIndex : seekNext.index - 1, forth);
  if (index !== null) {
    seek({ index });
  } else if (client?.state?.status === 'paused' || client?.state?.status === 'ended') {
    command('step', { count: forth ? 1 : -1 });
  } else {
    // In recordings without shots every event is a point.
    seek({ index: Math.max(0, forth ? lastIndex + 2 : lastIndex) });
  }
}

function toggle() {
  const status = client?.state?.status;
  command(status === 'paused' || status === 'ended' ? 'resume' : 'pause');
}

$('toggle').addEventListener('click', toggle);
$('step-back').addEventListener('click', () => byPoint(false));
$('step-on').addEventListener('click', () => byPoint(true));
$('to-live').addEventListener('click', () => command('live'));
$('speeds').addEventListener('click', (click) => {
  const speed = click.target.closest('button')?.dataset.speed;
  if (speed !== undefined) {
    command('speed', { speed: Number(speed) });
  }
});

document.addEventListener('keydown', (key) => {
  if ($('controls').hidden || key.altKey || key.ctrlKey || key.metaKey) {
    return;
  }
  const onRange = key.target.type === 'range';
  if (!onRange && key.target.closest('input, select, textarea')) {
    return;
  }
  if (key.key === ' ') {
    if (onRange || !key.target.closest('button, a')) {
      key.preventDefault();
      if (!key.repeat) {
        toggle();
      }
    }
    return;
  }
  const action = KEYS[key.key.toLowerCase()] ?? (/^[0-9]$/.test(key.key) ? () => seek({ percent: Number(key.key) * 10 }) : null);
  if (action !== null && !(onRange && /^(Home|End|Page)/.test(key.key))) {
    key.preventDefault();
    action();
  }
});

const KEYS = {
  arrowleft: () => seek({ by: -10 }),
  arrowright: () => seek({ by: 10 }),
  j: () => byPoint(false),
  k: () => toggle(),
  l: () => byPoint(true),
};

let messageTimer = null;

function say(text) {
  clearTimeout(messageTimer);
  $('message').textContent = text;
  $('message').hidden = text === '';
  if (text !== '') {
    messageTimer = setTimeout(() => say(''), 8_000);
  }
}

$('name').value = sessionStorage.getItem('name') ?? '';
loadGames();
requestAnimationFrame(tick);
