/**
 * What happens on the court at a moment of match time, from the `shot` and `point` events that are out (docs/tennis.md). Places
 * are [x, y] in metres from the middle of the net; nothing here draws. Between a shot and the next one the ball flies on as the
 * recording's model has it, and players run to where they would meet it: a guess, which the next shot corrects.
 */

export const COURT = { length: 11.885, service: 6.4, singles: 4.115, doubles: 5.485 };

/** How fast the ball is after it has bounced, as a share of its speed before. */
const AFTER_BOUNCE = 0.7;
const GRAVITY = 9.81;
const BASE_Y = COURT.length + 0.7;
const CORRECTION_S = 0.18;
const RECOVERY_S = 1.1;
/** How long the ball and the marks of a point stay, in seconds of match time. */
const LINGER_S = 2.5;

export class Scene {
  /** The side that plays where y is below 0, as far as is known. */
  near = 1;
  shots = [];
  point = null;
  #players = { 1: still([0, -BASE_Y]), 2: still([0, BASE_Y]) };

  /** Begins anew with the events of a snapshot, oldest first. */
  reset(events) {
    this.shots = [];
    this.point = null;
    this.#players = { 1: still(this.#base(1)), 2: still(this.#base(2)) };
    events.forEach((event) => this.add(event));
  }

  /** Takes an event; others than shots and points are ignored. */
  add(event) {
    if (event.kind === 'shot') {
      this.#shot(event.time, event.data);
    } else if (event.kind === 'point') {
      this.point = { time: event.time, ...event.data };
    }
  }

  #shot(time, data) {
    const last = this.shots.at(-1);
    if (this.point !== null || (last && last.point !== data.point)) {
      this.shots = [];
      this.point = null;
    }
    const shot = { ...data, time, landing: time + data.flight, call: call(data) };
    this.shots.push(shot);
    const other = 3 - data.side;
    this.near = data.from[1] < 0 ? data.side : other;
    this.#players[data.side] = this.#players[data.side].hit(time, data.from, this.#base(data.side));
    if (data.stroke === 'serve') {
      this.#players[other] = this.#players[other].to(time - 0.01, this.#receiving(data), 0);
    }
    if (shot.call === null) {
      const [place, when] = meeting(shot);
      this.#players[other] = this.#players[other].to(time, place, when - time);
    }
  }

  #base(side) {
    return [0, side === this.near ? -BASE_Y : BASE_Y];
  }

  #receiving(serve) {
    return [serve.to[0] * 1.05, -Math.sign(serve.from[1]) * (BASE_Y + 0.5)];
  }

  player(side, time) {
    return this.#players[side].at(time);
  }

  /** The shot that is under way or was the last one, or null. */
  current(time) {
    return this.shots.findLast((shot) => shot.time <= time) ?? null;
  }

  /** Whether what is on the court belongs to the past. */
  isOver(time) {
    return this.point !== null && time > this.point.time + LINGER_S;
  }

  /** The ball: `place` on the ground, `height` above it, or null if there is none to be seen. */
  ball(time) {
    const shot = this.current(time);
    if (shot === null || this.isOver(time)) {
      return null;
    }
    return { shot, ...flight(shot, time - shot.time) };
  }

  /** What is to be called at a moment: `{ text, tone, at }`, or null. Tones: good, bad, plain. */
  callout(time) {
    if (this.point !== null && time >= this.point.time) {
      return this.isOver(time) ? null : outcome(this.point, this.shots.at(-1));
    }
    const shot = this.current(time);
    if (shot?.stroke === 'serve' && shot.call !== null && time >= shot.landing && time < shot.landing + LINGER_S) {
      return { text: shot.net ? 'Net' : 'Fault', tone: 'bad' };
    }
    return null;
  }
}

/** How a shot that does not stand is called: net or out; null if it is in. */
export function call({ net, to, from, stroke }) {
  if (net) {
    return 'net';
  }
  const [x, y] = [Math.abs(to[0]), Math.abs(to[1])];
  if (stroke === 'serve') {
    return x <= COURT.singles && y <= COURT.service && from[0] * to[0] < 0 ? null : 'out';
  }
  return x <= COURT.doubles && y <= COURT.length && x <= COURT.singles ? null : 'out';
}

function outcome(point, last) {
  const how = point.outcome;
  const ended = { ace: ['Ace', 'good'], double_fault: ['Double fault', 'bad'], winner: ['Winner', 'good'],
    forced_error: ['Forced error', 'plain'], unforced_error: ['Unforced error', 'bad'], penalty: ['Penalty', 'bad'] }[how];
  if (ended) {
    return { text: ended[0], tone: ended[1] };
  }
  return last?.call ? { text: last.call === 'net' ? 'Net' : 'Out', tone: 'plain' } : { text: 'Point', tone: 'plain' };
}

/** Where and when the receiver would meet the ball, at or behind the baseline. */
function meeting({ from, to, time, flight: seconds }) {
  const way = [to[0] - from[0], to[1] - from[1]];
  const wanted = Math.abs(to[1]) < 4.8 ? Math.abs(to[1]) + 2 : Math.max(Math.abs(to[1]) + 2.2, COURT.length + 0.6);
  const beyond = (wanted - Math.abs(to[1])) / Math.abs(way[1] || 1);
  const place = [clamp(to[0] + way[0] * beyond, 7), to[1] + way[1] * beyond];
  return [place, time + seconds * (1 + beyond / AFTER_BOUNCE)];
}

/** The ball `elapsed` seconds after a stroke. */
export function flight({ from, to, height, flight: seconds, net }, elapsed) {
  const along = (share) => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  if (seconds <= 0) {
    return { place: to, height: 0, bounced: true };
  }
  // Into the net it flies flat, and drops there.
  const end = net ? 0.75 : 0;
  if (elapsed < seconds) {
    const up = (end - height + (GRAVITY * seconds * seconds) / 2) / seconds;
    return {
      place: along(elapsed / seconds),
      height: Math.max(0, height + up * elapsed - (GRAVITY * elapsed * elapsed) / 2),
      bounced: false,
    };
  }
  const after = elapsed - seconds;
  if (net) {
    const back = Math.min(after, 0.5) * -0.8;
    return { place: along(1 + back / Math.hypot(to[0] - from[0], to[1] - from[1])),
      height: Math.max(0, end - (GRAVITY * after * after) / 2), bounced: true };
  }
  // It rises to about a metre, and slows down when it rolls.
  const rising = 4.2;
  const hop = (2 * rising) / GRAVITY;
  const rolled = Math.max(0, after - 2 * hop);
  const second = Math.max(0, after - hop);
  const travelled = AFTER_BOUNCE * (Math.min(after, 2 * hop) + 0.6 * (1 - Math.exp(-rolled)));
  return {
    place: clampPlace(along(1 + travelled / seconds)),
    height: after < hop ? rising * after - (GRAVITY * after * after) / 2
      : Math.max(0, 2.4 * second - (GRAVITY * second * second) / 2),
    bounced: true,
  };
}

/** A player's way: a list of places and times, between which they run. */
class Way {
  #stops;

  constructor(stops) {
    this.#stops = stops;
  }

  at(time) {
    const next = this.#stops.findIndex((stop) => stop.time > time);
    if (next < 0) {
      return this.#stops.at(-1).place;
    }
    if (next === 0) {
      return this.#stops[0].place;
    }
    const [a, b] = [this.#stops[next - 1], this.#stops[next]];
    const share = ease((time - a.time) / (b.time - a.time));
    return [a.place[0] + (b.place[0] - a.place[0]) * share, a.place[1] + (b.place[1] - a.place[1]) * share];
  }

  /** From a time on to a place within some seconds. */
  to(time, place, seconds) {
    return new Way([{ time, place: this.at(time) }, { time: time + Math.max(seconds, 0.001), place }]);
  }

  /** At a place when striking, which was foreseen but roughly, and then back towards the middle. */
  hit(time, place, base) {
    const here = this.at(time);
    const recovery = [place[0] * 0.35, Math.abs(place[1]) < 8 ? place[1] : base[1]];
    return new Way([
      { time, place: here },
      { time: time + CORRECTION_S, place },
      { time: time + CORRECTION_S + RECOVERY_S, place: recovery },
    ]);
  }
}

function still(place) {
  return new Way([{ time: -Infinity, place }]);
}

const ease = (share) => share * share * (3 - 2 * share);
const clamp = (value, most) => Math.max(-most, Math.min(most, value));
const clampPlace = ([x, y]) => [clamp(x, 8.6), clamp(y, 17.4)];
