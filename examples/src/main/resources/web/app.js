import { RallycastClient } from './rallycast-client.js';
import { Scoreboard } from './scoreboard.js';
import { Timeline } from './timeline.js';
import { PointLog } from './point-log.js';
import { Court } from './court.js';
import { Statistics } from './statistics.js';
import { Company } from './company.js';
import { clock, element } from './format.js';

const $ = (id) => document.getElementById(id);

const GAMES_EVERY_MS = 10_000;

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

const company = new Company($('company'), () => client?.started?.playback, () => me);

let client = null;
let me = null;
let may = new Set();
let mode = null;
let lastIndex = -1;
/** The list of matches as it was told last. */
let gamesText = '';
let games = [];

// ---- lobby

/** Also told again now and then while the list is looked at: live matches begin and end. */
async function loadGames() {
  let text;
  try {
    const answer = await fetch('api/games');
    if (!answer.ok) {
      throw new Error(`the server answered ${answer.status}`);
    }
    text = await answer.text();
  } catch (error) {
    if (gamesText === '') {
      $('found').textContent = 'The matches could not be loaded.';
      $('games').replaceChildren();
      say(`The list of matches could not be loaded: ${error.message}.`);
    }
    return;
  }
  if (text !== gamesText) {
    gamesText = text;
    games = JSON.parse(text).sort((a, b) => Number(b.live ?? false) - Number(a.live ?? false));
    showGames();
  }
}

setInterval(() => {
  if (!$('lobby').hidden && !document.hidden) {
    loadGames();
  }
}, GAMES_EVERY_MS);

function showGames() {
  const chosen = $('games').querySelector('input:checked')?.value ?? games[0]?.id;
  const focused = document.activeElement?.name === 'game' ? document.activeElement.value : null;
  delete $('join').dataset.loading;
  $('no-games').hidden = games.length > 0;
  $('games').replaceChildren(...games.map((game) => {
    const row = element('li');
    const label = element('label', 'match');
    const radio = element('input');
    radio.type = 'radio';
    radio.name = 'game';
    radio.value = game.id;
    radio.required = true;
    radio.checked = game.id === chosen;
    const text = element('span', 'match-text');
    const players = element('b', 'players');
    (game.players.length > 0 ? game.players : [game.id]).forEach((name) => players.append(element('span', '', name)));
    const line = element('small');
    const badge = MODES[game.mode];
    if (game.live) {
      line.append(element('span', 'live', 'Live'));
    }
    if (badge) {
      line.append(element('span', 'tag', badge));
    }
    line.append(element('span', '', facts(game)));
    text.append(players, line);
    row.dataset.words = [...game.players, game.id, game.event, game.surface, badge, game.live ? 'live' : ''].join(' ').toLowerCase();
    label.dataset.surface = game.surface ?? '';
    label.append(radio, text);
    row.append(label);
    return row;
  }));
  findGames();
  if (focused !== null) {
    [...$('games').querySelectorAll('input')].find(({ value }) => value === focused)?.focus();
  }
}

function facts(game) {
  const date = game.scheduled_start
    ? new Date(game.scheduled_start).toLocaleDateString('en', { year: 'numeric', month: 'short', day: 'numeric' })
    : null;
  const surface = game.surface ? game.surface.charAt(0).toUpperCase() + game.surface.slice(1) : null;
  return [game.event, surface, date].filter(Boolean).join(' · ');
}

function findGames() {
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
  $('found').textContent = rows.length === 0 ? ''
    : `${shown.length === rows.length ? '' : `${shown.length} of `}${rows.length} ${rows.length === 1 ? 'match' : 'matches'}`;
  $('nothing-found').hidden = shown.length > 0 || rows.length === 0;
  $('join-button').disabled = shown.length === 0;
}

$('search').addEventListener('input', findGames);

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
  on('timeline', (frame) => {
    timeline.extent(frame);
    showState();
  });
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
  // The options of a playback are the business of whoever creates it; a spectator does not. A live match is joined where it is.
  const live = games.some((game) => game.id === gameId && game.live);
  const options = asMode === 'spectator' ? {} : live ? { from: { percent: 100 } } : pace;
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

function leave() {
  const wasIn = !$('match').hidden;
  client?.close();
  client = null;
  may = new Set();
  mode = null;
  timeline.hide();
  $('match').hidden = true;
  $('controls').hidden = true;
  $('lobby').hidden = false;
  $('latency').textContent = '';
  company.hide();
  $('node').hidden = true;
  document.title = 'Rallycast';
  showConnection({ status: 'idle' });
  if (wasIn) {
    loadGames();
    $('join-button').focus();
  }
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
  if (status !== 'open') {
    $('latency').textContent = '';
    company.hide();
  }
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
  $('match-format').textContent = game.format ? ` · ${game.format}` : '';
  $('match-facts').textContent = facts(game);
  document.title = `${players.join(' – ')} · Rallycast`;
  const controls = may.has('pause');
  $('role').textContent = controls ? ROLES[mode] ?? mode : 'Watching';
  $('role').classList.toggle('watching', !controls);
  $('watch-note').hidden = controls;
  $('controls').hidden = !controls;
  if (may.has('scrub')) {
    timeline.show();
  } else {
    timeline.hide();
  }
  showState();
  if (!$('match').hidden) {
    company.show();
  }
}

/** Only when all is there, so that nothing jumps. */
function enter() {
  if ($('match').hidden) {
    $('lobby').hidden = true;
    $('match').hidden = false;
    window.scrollTo(0, 0);
    $('match-title').focus({ preventScroll: true });
    showState();
  }
  company.show();
}

function showSnapshot(frame) {
  log.reset(frame.recent);
  court.reset(frame.recent);
  lastIndex = frame.index;
  Object.entries(frame.tracks).forEach(([track, data]) => showTrack(track, data));
  $('log-empty').hidden = !log.isEmpty;
  enter();
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
  const live = state.status === 'live';
  $('on-air').hidden = !live || offline;
  $('to-live').hidden = !may.has('live') || !timeline.growing || live;
  $('frozen').textContent = offline ? '' : state.status === 'paused' ? 'Paused' : state.status === 'ended' ? 'Match over' : '';
  for (const button of $('speeds').children) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.speed) === state.speed));
    // Nothing can be faster than what happens now.
    button.disabled = offline || (live && button.dataset.speed !== '1');
  }
  if (!may.has('scrub')) {
    return;
  }
  timeline.position(position());
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
    case 'live': return 'As it happens';
    default: return `Playing${speed}`;
  }
}

/** Match time at this moment; at the live edge it runs on past the last event. */
function position() {
  return client.position(timeline.growing ? Infinity : timeline.duration);
}

/** The clock runs between the messages of the server; between two points there may be minutes. */
function tick() {
  // Without a connection nobody knows whether the clock still runs, so it stands until the server tells.
  if (client?.state && $('connection').dataset.status === 'open') {
    const now = position();
    const behind = timeline.growing && client.state.status !== 'live' ? timeline.duration - now : 0;
    setText($('clock'), clock(now));
    setText($('behind'), behind >= 1 ? `−${clock(behind)}` : '');
    timeline.position(now);
    court.draw(now);
  }
  requestAnimationFrame(tick);
}

function setText(of, text) {
  if (of.textContent !== text) {
    of.textContent = text;
  }
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
    if (onRange || !key.target.closest('button, a, summary')) {
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
