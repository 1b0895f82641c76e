/**
 * The Rallycast protocol (docs/protocol.md) for browsers: one connection, which comes back by itself after a loss and goes
 * on where it was. Knows nothing of any sport and of no page; no dependencies. The types are in rallycast-client.d.ts.
 *
 *   const client = new RallycastClient('wss://example.org/stream');
 *   client.addEventListener('event', (e) => console.log(e.detail.kind, e.detail.data));
 *   await client.connect();
 *   await client.start({ game_id: '123', mode: 'pvai' });
 *   await client.pause();
 *   await client.scrub({ by: -10 });
 *
 * Every frame is a CustomEvent of its type with the frame as `detail`; frames of an older epoch, and events that were seen
 * already, are dropped. `connection` events tell of the connection itself, `attachfailed` that the server did not let us in
 * again after a loss.
 */

/** What is asked for, best first: with the first one the server may put several frames into one message. */
export const SUBPROTOCOLS = Object.freeze(['rallycast.v1.json-batch', 'rallycast.v1.json']);

const FIRST_DELAY_MS = 2_000;
const MAX_DELAY_MS = 20_000;
const PING_EVERY_MS = 10_000;
/** How many of the newest pings the clocks are compared by. */
const PINGS_KEPT = 8;
/** From this code on the server says that coming back is of no use. */
const FINAL_CODES = 4500;
const OPEN = 1;

/** A refusal by the server, or a connection that was lost before the answer (`NOT_CONNECTED`). */
export class CommandError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {import('./rallycast-client.js').ErrorFrame | null} [frame]
   */
  constructor(code, message, frame = null) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.frame = frame;
    this.retry = frame?.retry ?? code === 'NOT_CONNECTED';
  }
}

export class RallycastClient extends EventTarget {
  #url;
  #options;
  #socket = null;
  /** @type {import('./rallycast-client.js').ConnectionStatus} */
  #status = 'idle';
  #replies = new Map();
  #nextId = 1;
  #attempts = 0;
  #retryTimer = null;
  #pingTimer = null;
  #silenceTimer = null;
  #drainDelayMs = null;
  #firstDelayMs = FIRST_DELAY_MS;
  #silenceMs = 45_000;
  #wanted = false;
  /** @type {import('./rallycast-client.js').HelloFrame | null} */
  #hello = null;
  #opening = null;
  #startOptions = null;
  /** @type {import('./rallycast-client.js').StartedFrame | null} */
  #started = null;
  #last = null;
  /** @type {import('./rallycast-client.js').PlaybackState | null} */
  #state = null;
  /** At the live edge: the time of the last event that is out, and when it came out. */
  #edge = null;
  #clock;
  #pinged = null;

  /**
   * @param {string | URL | (() => string | URL | Promise<string | URL>)} url where the server is, `ws:` or `wss:`; a function is
   *   asked before each attempt, for addresses that hold a ticket of short life
   * @param {import('./rallycast-client.js').ClientOptions} [options]
   */
  constructor(url, options = {}) {
    super();
    this.#url = url;
    this.#options = {
      WebSocket: options.WebSocket ?? globalThis.WebSocket,
      now: options.now ?? Date.now,
      random: options.random ?? Math.random,
      pingEveryMs: options.pingEveryMs ?? PING_EVERY_MS,
    };
    if (typeof this.#options.WebSocket !== 'function') {
      throw new TypeError('There is no WebSocket here: pass one as options.WebSocket.');
    }
    this.#clock = new ServerClock(this.#options.now);
  }

  /** Where the connection is: idle, connecting, open, waiting or closed. */
  get status() {
    return this.#status;
  }

  /** The server's greeting, with the limits that apply; null before the first one. */
  get hello() {
    return this.#hello;
  }

  /** The reply to the last `start` that was accepted; null while nothing is attached. */
  get started() {
    return this.#started;
  }

  /** The last state that was told, or null while nothing is attached. */
  get state() {
    return this.#state;
  }

  /** The time from a ping to its answer in ms, of the best of the newest pings; null before the first answer. */
  get latencyMs() {
    return this.#clock.latencyMs;
  }

  /** The server's clock less this one's in ms; null as long as nothing is known of it. */
  get clockOffsetMs() {
    return this.#clock.offsetMs;
  }

  /** Whether the server lets us do this in the playback that we are attached to. */
  may(action) {
    return this.#started?.may.includes(action) ?? false;
  }

  /**
   * Opens the connection, and from then on keeps it open until `close`. Resolves when it is open for the first time, rejects with
   * a CommandError if the server turns us away for good or `close` is called before.
   */
  connect() {
    if (this.#opening !== null) {
      return this.#opening.promise;
    }
    this.#wanted = true;
    const opening = deferred();
    this.#opening = opening;
    // Not everybody who connects waits for it; `connection` tells as well.
    opening.promise.catch(() => undefined);
    this.#open();
    return opening.promise;
  }

  /** Closes the connection for good. */
  close() {
    if (this.#status === 'idle' || this.#status === 'closed') {
      return;
    }
    this.#wanted = false;
    const socket = this.#socket;
    this.#lost(1000, 'NORMAL');
    socket?.close(1000);
  }

  /** Attaches to a game and resolves with the `started` frame. After a loss the same is asked for again, to go on there. */
  async start(options) {
    const wanted = { ...options };
    const started = await this.command('start', wanted);
    this.#startOptions = wanted;
    return started;
  }

  /** Detaches; the connection stays open. */
  async stop() {
    this.#startOptions = null;
    return this.command('stop');
  }

  /** Halts the playback for all who share it. */
  pause(fields = {}) {
    return this.command('pause', fields);
  }

  /** Goes on; at the end, plays again from the start. */
  resume(fields = {}) {
    return this.command('resume', fields);
  }

  /** Changes the rate. */
  speed(speed, fields = {}) {
    return this.command('speed', { ...fields, speed });
  }

  /** Seeks to a target, such as `{ time: 90 }`, `{ by: -10 }`, `{ index: 4 }`, `{ percent: 50 }` or `{ marker: 'set' }`. */
  scrub(to, fields = {}) {
    return this.command('scrub', { ...fields, to });
  }

  /** Moves by events while paused. */
  step(count = 1) {
    return this.command('step', { count });
  }

  /** Jumps to the edge of a recording that is still growing. */
  live() {
    return this.command('live');
  }

  /** Sends a command and resolves with its reply, or rejects with a CommandError. */
  command(action, fields = {}) {
    if (this.#socket?.readyState !== OPEN || this.#status !== 'open') {
      return Promise.reject(new CommandError('NOT_CONNECTED', 'There is no connection.'));
    }
    const id = String(this.#nextId++);
    const reply = deferred();
    this.#replies.set(id, reply);
    this.#socket.send(JSON.stringify({ action, id, ...fields }));
    return reply.promise;
  }

  /**
   * The playhead's match time in seconds at this moment, from the last state and the server's clock as estimated by pings, so
   * that a wrong clock on either side does no harm. Smooth enough to draw from in every frame.
   *
   * @param {number} [duration] where it stops, if that is known
   */
  position(duration = Infinity) {
    const state = this.#state;
    if (state === null) {
      return 0;
    }
    const runs = state.status === 'playing' || state.status === 'live' || state.status === 'buffering';
    const anchor = this.#edge ?? state;
    const elapsed = runs ? Math.max(0, this.#clock.serverNow() - anchor.at_ms) / 1000 : 0;
    return Math.min(anchor.time + elapsed * state.speed, duration);
  }

  async #open() {
    this.#drainDelayMs = null;
    this.#become('connecting');
    let socket;
    try {
      const url = typeof this.#url === 'function' ? await this.#url() : this.#url;
      if (!this.#wanted) {
        return;
      }
      socket = new this.#options.WebSocket(String(url), SUBPROTOCOLS.slice());
    } catch (error) {
      // What is no address will not become one.
      this.#wanted &&= error?.name !== 'SyntaxError';
      this.#lost(1006, String(error?.message ?? error));
      return;
    }
    this.#socket = socket;
    const mine = (listener) => (event) => socket === this.#socket && listener(event);
    socket.onopen = mine(() => this.#heard());
    socket.onmessage = mine((message) => {
      this.#heard();
      const frames = JSON.parse(message.data);
      for (const frame of Array.isArray(frames) ? frames : [frames]) {
        // A listener may have closed the connection meanwhile.
        if (socket === this.#socket) {
          this.#receive(frame);
        }
      }
    });
    socket.onclose = mine((close) => this.#lost(close.code, close.reason));
  }

  /** A server that says nothing for three heartbeats is not there any more, whatever the network believes. */
  #heard() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => {
      const socket = this.#socket;
      this.#lost(1006, 'silence');
      socket?.close();
    }, this.#silenceMs);
  }

  #lost(code, reason) {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    clearInterval(this.#pingTimer);
    this.#socket = null;
    const replies = [...this.#replies.values()];
    this.#replies.clear();
    replies.forEach(({ reject }) => reject(new CommandError('NOT_CONNECTED', 'The connection was lost.')));
    if (!this.#wanted || code >= FINAL_CODES) {
      this.#wanted = false;
      this.#state = null;
      this.#started = null;
      this.#last = null;
      this.#become('closed', { code, reason });
      this.#opening?.reject(new CommandError(reason || 'CLOSED', `The connection was closed (${reason || code}).`));
      this.#opening = null;
      return;
    }
    const delayMs = this.#drainDelayMs ?? this.#backOff();
    this.#become('waiting', { delayMs, code, reason });
    this.#retryTimer = setTimeout(() => this.#open(), delayMs);
  }

  /**
   * Full jitter: a random part of the time over which the server wants its clients to come back, so that they do not come all at
   * once; twice that after each failure.
   */
  #backOff() {
    const ceiling = Math.min(MAX_DELAY_MS, this.#firstDelayMs * 2 ** this.#attempts);
    this.#attempts = Math.min(this.#attempts + 1, 16);
    return Math.round(this.#options.random() * ceiling);
  }

  #receive(frame) {
    switch (frame.type) {
      case 'hello':
        this.#greeted(frame);
        break;
      case 'started':
        // Another playback counts its epochs, indices and revisions anew.
        if (this.#last?.playback !== frame.playback) {
          this.#last = { playback: frame.playback, epoch: frame.state.epoch, index: -1 };
          this.#state = null;
          this.#edge = null;
        }
        this.#started = frame;
        this.#attempts = 0;
        this.#know(frame.state);
        break;
      case 'snapshot':
        if (this.#last === null || frame.epoch < this.#last.epoch) {
          return;
        }
        this.#last = { ...this.#last, epoch: frame.epoch, index: frame.index };
        break;
      case 'event':
        if (this.#last === null || frame.epoch !== this.#last.epoch || frame.index <= this.#last.index) {
          return;
        }
        this.#last = { ...this.#last, index: frame.index };
        this.#clock.heard(frame.at_ms);
        if (this.#edge !== null) {
          this.#edge = { time: frame.time, at_ms: frame.at_ms };
        }
        break;
      case 'track':
        if (this.#last === null || frame.epoch !== this.#last.epoch) {
          return;
        }
        break;
      case 'state':
        this.#clock.heard(frame.at_ms);
        this.#know(frame);
        break;
      case 'ok':
      case 'error':
      case 'heartbeat':
        if (frame.state) {
          this.#know(frame.state);
        }
        break;
      case 'stopped':
        this.#state = null;
        this.#started = null;
        this.#last = null;
        if (frame.id === undefined) {
          this.#startOptions = null;
        }
        break;
      case 'pong':
        if (frame.id === this.#pinged?.id) {
          this.#clock.pong(this.#pinged.sentMs, frame.at_ms);
        }
        break;
      case 'draining':
        this.#drainDelayMs = frame.reconnect_after_ms;
        break;
    }
    // Whoever waits for the reply finds the client as it is after it.
    this.#reply(frame);
    this.#tell(frame.type, frame);
  }

  #greeted(frame) {
    this.#hello = frame;
    this.#firstDelayMs = frame.limits?.reconnect_within_ms ?? FIRST_DELAY_MS;
    this.#silenceMs = 3 * (frame.limits?.heartbeat_ms ?? 15_000);
    this.#become('open', { user: frame.user });
    this.#opening?.resolve(frame);
    this.#ping();
    this.#pingTimer = setInterval(() => this.#ping(), this.#options.pingEveryMs);
    if (this.#startOptions === null) {
      this.#attempts = 0;
      return;
    }
    const resume = this.#last === null ? {} : { resume: { ...this.#last } };
    this.command('start', { ...this.#startOptions, ...resume }).catch((error) => {
      if (error.code !== 'NOT_CONNECTED') {
        this.#startOptions = null;
        this.#tell('attachfailed', error);
      }
    });
  }

  #ping() {
    this.#pinged = { id: String(this.#nextId), sentMs: this.#options.now() };
    this.command('ping').catch(() => {
      // The connection was lost; the next one begins with a ping.
    });
  }

  /**
   * Keeps the newest state. A reply tells how things were right after its command: what the playback did since, such as end, may
   * have been told before, and has the same revision.
   */
  #know(state) {
    const known = this.#state;
    const isNewer = known === null || state.revision > known.revision
      || (state.revision === known.revision && (state.type === 'state' || state.at_ms > known.at_ms));
    if (this.#last !== null && isNewer) {
      this.#state = state;
      if (state.status !== 'live') {
        this.#edge = null;
      } else if (this.#edge === null || state.time !== this.#edge.time) {
        // A state at the edge has the time of the last event, however long ago that was.
        this.#edge = { time: state.time, at_ms: state.at_ms };
      }
    }
  }

  #reply(frame) {
    const waiting = frame.id === undefined ? undefined : this.#replies.get(frame.id);
    if (waiting === undefined) {
      return;
    }
    this.#replies.delete(frame.id);
    if (frame.type === 'error') {
      waiting.reject(new CommandError(frame.code, frame.message, frame));
    } else {
      waiting.resolve(frame);
    }
  }

  #become(status, more = {}) {
    this.#status = status;
    this.#tell('connection', { status, ...more });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/**
 * How far the server's clock is from this one. Until the first ping is answered it goes by the frame that took the shortest time;
 * from then on by the ping that did, of the newest ones, half of whose way counts (Cristian, "Probabilistic clock
 * synchronization", 1989).
 */
class ServerClock {
  #now;
  #rounds = [];
  #heardOffsetMs = null;

  constructor(now) {
    this.#now = now;
  }

  get offsetMs() {
    return this.#best()?.offsetMs ?? this.#heardOffsetMs;
  }

  get latencyMs() {
    return this.#best()?.roundMs ?? null;
  }

  serverNow() {
    return this.#now() + (this.offsetMs ?? 0);
  }

  pong(sentMs, serverMs) {
    const roundMs = this.#now() - sentMs;
    // A clock that was set meanwhile tells nothing.
    if (roundMs >= 0) {
      this.#rounds.push({ roundMs, offsetMs: serverMs - sentMs - roundMs / 2 });
      this.#rounds.splice(0, this.#rounds.length - PINGS_KEPT);
    }
  }

  heard(serverMs) {
    const offsetMs = serverMs - this.#now();
    this.#heardOffsetMs = Math.max(offsetMs, this.#heardOffsetMs ?? -Infinity);
  }

  #best() {
    return this.#rounds.reduce((best, round) => (best === undefined || round.roundMs < best.roundMs ? round : best), undefined);
  }
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
