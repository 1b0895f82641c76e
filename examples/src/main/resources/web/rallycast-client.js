/**
 * The Rallycast protocol (docs/protocol.md) for browsers: one connection, which comes back by itself after a loss and goes
 * on where it was. Knows nothing of any sport and of no page.
 *
 *   const client = new RallycastClient('ws://localhost:8080/stream?user=ann');
 *   client.addEventListener('event', (e) => console.log(e.detail.kind, e.detail.data));
 *   client.connect({ game_id: '123', mode: 'pvai' });
 *   await client.command('scrub', { to: { by: -10 } });
 *
 * Every frame is a CustomEvent of its type with the frame as `detail`; frames of an older epoch, and events that were seen
 * already, are dropped. `connection` events tell of the connection itself: connecting, open, waiting (with `delayMs`) or
 * closed (for good, with `code` and `reason`). `attachfailed` tells with a CommandError that the server did not let us in
 * (again).
 */

const SUBPROTOCOL = 'rallycast.v1.json';
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

/** A refusal by the server, or a connection that was lost before the answer. */
export class CommandError extends Error {
  constructor(code, message, frame = null) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.frame = frame;
  }
}

export class RallycastClient extends EventTarget {
  #url;
  #socket = null;
  #replies = new Map();
  #nextId = 1;
  #attempts = 0;
  #retryTimer = null;
  #drainDelayMs = null;
  #firstDelayMs = FIRST_DELAY_MS;
  #wanted = false;
  #startOptions = null;
  #last = null;
  #state = null;
  #statePlayback = null;
  #clockOffsetMs = null;
  #silenceTimer = null;
  #silenceMs = 45_000;

  constructor(url) {
    super();
    this.#url = url;
  }

  /** Opens the connection, and from then on keeps it open. With options, `start` is asked for as soon as it is open. */
  connect(startOptions = null) {
    this.#wanted = true;
    this.#startOptions = startOptions === null ? null : { ...startOptions };
    this.#open();
  }

  /** Closes the connection for good. */
  close() {
    this.#wanted = false;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#socket?.close(1000);
  }

  /** Attaches to a game and resolves with the `started` frame. The same is asked for again after a loss. */
  async start(options) {
    this.#startOptions = { ...options };
    this.#last = null;
    return this.#attach();
  }

  /** Detaches; the connection stays open. */
  async stop() {
    this.#startOptions = null;
    this.#last = null;
    this.#state = null;
    return this.command('stop');
  }

  /** Sends a command and resolves with its reply, or rejects with a CommandError. */
  command(action, fields = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new CommandError('NOT_CONNECTED', 'There is no connection.'));
    }
    const id = String(this.#nextId++);
    return new Promise((resolve, reject) => {
      this.#replies.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ action, id, ...fields }));
    });
  }

  /** The last state that was told, or null while nothing is attached. */
  get state() {
    return this.#state;
  }

  /**
   * The playhead's match time in seconds at this moment. `duration` is where it stops, if that is known. Server and client
   * clocks are compared by the least difference seen, so a wrong clock on either side does no harm.
   */
  position(duration = Infinity) {
    const state = this.#state;
    if (state === null) {
      return 0;
    }
    const runs = state.status === 'playing' || state.status === 'live' || state.status === 'buffering';
    if (!runs) {
      return Math.min(state.time, duration);
    }
    const serverNow = Date.now() + (this.#clockOffsetMs ?? 0);
    const elapsed = Math.max(0, serverNow - state.at_ms) / 1000;
    return Math.min(state.time + elapsed * state.speed, duration);
  }

  #open() {
    clearTimeout(this.#retryTimer);
    this.#drainDelayMs = null;
    this.#tell('connection', { status: 'connecting' });
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#heard();
    socket.onmessage = (message) => {
      if (socket === this.#socket) {
        this.#heard();
        this.#receive(JSON.parse(message.data));
      }
    };
    socket.onclose = (close) => {
      if (socket === this.#socket) {
        this.#lost(close.code, close.reason);
      }
    };
  }

  /** A server that says nothing for three heartbeats is not there any more, whatever the network believes. */
  #heard() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => {
      const socket = this.#socket;
      this.#lost(1006, 'silence');
      socket.close();
    }, this.#silenceMs);
  }

  #lost(code, reason) {
    clearTimeout(this.#silenceTimer);
    this.#socket = null;
    const replies = [...this.#replies.values()];
    this.#replies.clear();
    replies.forEach(({ reject }) => reject(new CommandError('NOT_CONNECTED', 'The connection was lost.')));
    // From 4500 on the server says that coming back is of no use.
    if (!this.#wanted || code >= 4500) {
      this.#wanted = false;
      this.#tell('connection', { status: 'closed', code, reason });
      return;
    }
    const delayMs = this.#drainDelayMs ?? this.#backOff();
    this.#tell('connection', { status: 'waiting', delayMs, code, reason });
    this.#retryTimer = setTimeout(() => this.#open(), delayMs);
  }

  /** Exponential back-off with full jitter: the clients of a lost server do not come back all at once. */
  #backOff() {
    const ceiling = Math.min(MAX_DELAY_MS, this.#firstDelayMs * 2 ** this.#attempts);
    this.#attempts = Math.min(this.#attempts + 1, 16);
    return Math.random() * ceiling;
  }

  async #attach() {
    const resume = this.#last === null ? {} : { resume: { ...this.#last } };
    const started = await this.command('start', { ...this.#startOptions, ...resume });
    this.#attempts = 0;
    return started;
  }

  #receive(frame) {
    switch (frame.type) {
      case 'hello':
        this.#hello(frame);
        break;
      case 'started':
        // Another playback counts its epochs and indices anew.
        if (this.#last === null || this.#last.playback !== frame.playback) {
          this.#last = { playback: frame.playback, epoch: frame.state.epoch, index: -1 };
        }
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
        this.#compareClocks(frame.at_ms);
        break;
      case 'track':
        if (this.#last === null || frame.epoch !== this.#last.epoch) {
          return;
        }
        break;
      case 'state':
        this.#compareClocks(frame.at_ms);
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
        this.#last = null;
        if (frame.id === undefined) {
          this.#startOptions = null;
        }
        break;
      case 'draining':
        this.#drainDelayMs = frame.reconnect_after_ms;
        break;
    }
    this.#tell(frame.type, frame);
    this.#reply(frame);
  }

  #hello(frame) {
    this.#firstDelayMs = frame.limits?.reconnect_within_ms ?? FIRST_DELAY_MS;
    this.#silenceMs = 3 * (frame.limits?.heartbeat_ms ?? 15_000);
    this.#tell('connection', { status: 'open', user: frame.user });
    if (this.#startOptions === null) {
      this.#attempts = 0;
    } else {
      this.#attach().catch((error) => this.#tell('attachfailed', error));
    }
  }

  /** Keeps the newest state; a reply may be overtaken by a broadcast. */
  #know(state) {
    const playback = this.#last?.playback;
    if (this.#state !== null && this.#statePlayback === playback && state.revision < this.#state.revision) {
      return;
    }
    this.#state = state;
    this.#statePlayback = playback;
  }

  /** What has been on its way for the shortest time tells best how far the clocks are apart. */
  #compareClocks(atMs) {
    const offset = atMs - Date.now();
    if (this.#clockOffsetMs === null || offset > this.#clockOffsetMs) {
      this.#clockOffsetMs = offset;
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

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
