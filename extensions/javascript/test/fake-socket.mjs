/** A WebSocket without a network: the test plays the server. */
export class FakeSocket {
  static all = [];
  static get last() {
    return FakeSocket.all.at(-1);
  }

  readyState = 0;
  sent = [];

  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
    FakeSocket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1005) {
    this.drop(code);
  }

  // What the server does:

  open(hello = {}) {
    this.readyState = 1;
    this.onopen?.({});
    this.say({ type: 'hello', version: 1, user: 'ann', limits: { reconnect_within_ms: 1000, heartbeat_ms: 15000, ...hello } });
  }

  say(...frames) {
    this.onmessage?.({ data: JSON.stringify(frames.length === 1 ? frames[0] : frames) });
  }

  drop(code = 1006, reason = '') {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** The last command of that action. */
  command(action) {
    return this.sent.findLast((command) => command.action === action);
  }
}
