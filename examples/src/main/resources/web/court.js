import { COURT, Scene, flight } from './scene.js';
import { element, initials, isTeam } from './format.js';

/** What is shown, in metres from the middle of the net: the court and what is around it. Less of that where there is little room. */
const VIEW = { x: 7.5, y: 16.2, size: 1 };
const SMALL_VIEW = { x: 7.3, y: 14.7, size: 1.35 };
const SMALL_PX = 560;
const LINE = 0.09;

const SURFACES = {
  hard: { around: '#2f7d6b', court: '#2b62a8', line: '#ffffff' },
  clay: { around: '#a8512e', court: '#c8683c', line: '#fff6ee' },
  grass: { around: '#3d7c3c', court: '#58a04c', line: '#ffffff' },
};
const SIDES = { 1: { fill: '#ffd447', text: '#2b2200' }, 2: { fill: '#ffffff', text: '#2c5fa8' } };
const CALLS = { net: '#ffb4a2', out: '#ff6b5e', in: '#e8ff7a' };

const STROKES = { serve: 'Serve', ground_stroke: '', slice: 'slice', volley: 'volley', overhead: 'overhead', drop_shot: 'drop shot',
  lob: 'lob', half_volley: 'half-volley', swinging_volley: 'swinging volley', trick: 'trick shot', unknown: '' };

/**
 * The court from above, with the ball, its shadow and the players as they are at a moment. The drawing is for the eye only: the
 * score and the list of points say the same in words, and `label` sums up the last shot for a screen reader that asks.
 */
export class Court {
  #root;
  #canvas;
  #context;
  #callout;
  #rally;
  #scene = new Scene();
  #ground = null;
  #surface = SURFACES.hard;
  #initials = { 1: '1', 2: '2' };
  #names = { 1: 'Side 1', 2: 'Side 2' };
  #doubles = false;
  #still = matchMedia('(prefers-reduced-motion: reduce)');
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #drawn = null;
  #changed = true;
  #view = VIEW;

  constructor(root) {
    this.#root = root;
    this.#canvas = root.querySelector('canvas');
    this.#context = this.#canvas.getContext('2d');
    this.#callout = root.querySelector('.callout');
    this.#rally = root.querySelector('.rally');
    new ResizeObserver(() => this.#resize()).observe(this.#canvas);
    this.#dark.addEventListener('change', () => this.#resize());
  }

  /** Begins a match. */
  game(players, surface) {
    this.#surface = SURFACES[surface] ?? SURFACES.hard;
    this.#root.dataset.surface = surface in SURFACES ? surface : 'hard';
    [1, 2].forEach((side) => {
      this.#names[side] = players[side - 1] ?? `Side ${side}`;
      this.#initials[side] = initials(this.#names[side]);
    });
    this.#doubles = players.some(isTeam);
    this.#scene = new Scene();
    this.#resize();
  }

  reset(events) {
    this.#scene.reset(events);
    this.#changed = true;
  }

  add(event) {
    this.#scene.add(event);
    this.#changed = true;
  }

  /** How many frames were drawn, for measurements. */
  frames = 0;

  /** Draws the moment; nothing if nothing can have changed. */
  draw(time) {
    if (this.#ground === null || (time === this.#drawn && !this.#changed)) {
      return;
    }
    this.#drawn = time;
    this.#changed = false;
    this.frames++;
    const c = this.#context;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.drawImage(this.#ground, 0, 0);
    const scale = this.#canvas.width / (2 * this.#view.y);
    // x of the court is down, y is to the right: who is near plays from left to right.
    c.setTransform(scale, 0, 0, scale, this.#canvas.width / 2, this.#canvas.height / 2);
    this.#drawPaths(c, time);
    [1, 2].forEach((side) => {
      if (this.#doubles) {
        this.#drawPartner(c, side, time);
      }
      this.#drawPlayer(c, side, time);
    });
    this.#drawBall(c, time);
    this.#showWords(time);
  }

  #drawPaths(c, time) {
    if (this.#scene.isOver(time)) {
      return;
    }
    const past = this.#scene.shots.filter((shot) => shot.time <= time);
    const newest = past.length - 1;
    past.forEach((shot, i) => {
      const age = newest - i;
      if (age > 5) {
        return;
      }
      const elapsed = time - shot.time;
      const done = this.#still.matches || elapsed >= shot.flight;
      const tip = done ? shot.to : flight(shot, elapsed).place;
      const alpha = age === 0 ? 0.85 : 0.34 / age;
      c.lineCap = 'round';
      c.lineWidth = age === 0 ? 0.11 : 0.07;
      const gradient = c.createLinearGradient(shot.from[1], shot.from[0], tip[1], tip[0]);
      gradient.addColorStop(0, `rgb(255 255 255 / ${alpha * 0.15})`);
      gradient.addColorStop(1, `rgb(255 255 255 / ${alpha})`);
      c.strokeStyle = gradient;
      c.setLineDash(age === 0 ? [] : [0.25, 0.3]);
      c.beginPath();
      c.moveTo(shot.from[1], shot.from[0]);
      c.lineTo(tip[1], tip[0]);
      c.stroke();
      c.setLineDash([]);
      if (done && (i === newest || !isVolleyed(past[i + 1], shot))) {
        this.#drawBounce(c, shot, age, elapsed - shot.flight);
      }
    });
  }

  #drawBounce(c, shot, age, since) {
    const last = age === 0 && this.#scene.point !== null;
    c.globalAlpha = age === 0 ? 1 : 0.6 / age;
    c.strokeStyle = CALLS[shot.call ?? 'in'];
    c.fillStyle = c.strokeStyle;
    c.lineWidth = 0.08;
    const [x, y] = shot.to;
    if (shot.call !== null) {
      c.lineWidth = 0.13;
      c.beginPath();
      [[-1, -1], [-1, 1]].forEach(([a, b]) => {
        c.moveTo(y + a * 0.26, x + b * 0.26);
        c.lineTo(y - a * 0.26, x - b * 0.26);
      });
      c.stroke();
    } else {
      c.beginPath();
      c.ellipse(y, x, 0.17, 0.17, 0, 0, 7);
      c.fill();
    }
    if (age === 0 && (since < 0.7 || last) && !this.#still.matches) {
      const wave = Math.min(1, since / 0.7);
      c.globalAlpha = 1 - wave * 0.9;
      c.beginPath();
      c.ellipse(y, x, 0.2 + wave * 0.75, 0.2 + wave * 0.75, 0, 0, 7);
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  #drawPlayer(c, side, time) {
    const [x, y] = this.#scene.player(side, time);
    const zoom = this.#view.size;
    const won = this.#scene.point !== null && !this.#scene.isOver(time) && time >= this.#scene.point.time
      && this.#scene.point.winner === side;
    c.fillStyle = 'rgb(0 0 0 / 28%)';
    c.beginPath();
    c.ellipse(y + 0.1, x + 0.22, 0.72 * zoom, 0.66 * zoom, 0, 0, 7);
    c.fill();
    if (won) {
      c.strokeStyle = SIDES[side].fill;
      c.lineWidth = 0.12;
      c.beginPath();
      c.ellipse(y, x, 1.02 * zoom, 1.02 * zoom, 0, 0, 7);
      c.stroke();
    }
    c.fillStyle = SIDES[side].fill;
    c.beginPath();
    c.ellipse(y, x, 0.7 * zoom, 0.7 * zoom, 0, 0, 7);
    c.fill();
    c.fillStyle = SIDES[side].text;
    c.font = `700 ${0.62 * zoom}px system-ui, sans-serif`;
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.fillText(this.#initials[side], y, x + 0.03);
  }

  /** Sources tell where one player of a team is at most: the other one covers the rest, at the net. */
  #drawPartner(c, side, time) {
    const [x, y] = this.#scene.player(side, time);
    const size = 0.52 * this.#view.size;
    const [px, py] = [-2.6 * Math.tanh(x || 0.6), Math.sign(y) * 3.4];
    c.fillStyle = 'rgb(0 0 0 / 22%)';
    c.beginPath();
    c.ellipse(py + 0.08, px + 0.16, size, size * 0.92, 0, 0, 7);
    c.fill();
    c.globalAlpha = 0.85;
    c.fillStyle = SIDES[side].fill;
    c.beginPath();
    c.ellipse(py, px, size, size, 0, 0, 7);
    c.fill();
    c.globalAlpha = 1;
  }

  #drawBall(c, time) {
    const ball = this.#scene.ball(time);
    if (ball === null || (this.#still.matches && time >= ball.shot.landing)) {
      return;
    }
    const [x, y] = this.#still.matches ? ball.shot.to : ball.place;
    const height = this.#still.matches ? 0 : ball.height;
    c.fillStyle = `rgb(0 0 0 / ${Math.max(0.14, 0.42 - height * 0.07)})`;
    c.beginPath();
    c.ellipse(y + 0.05, x + 0.08, 0.22 + height * 0.015, 0.18 + height * 0.012, 0, 0, 7);
    c.fill();
    // Higher is nearer to who looks down, and a little further up on the screen.
    const size = (0.23 + height * 0.03) * this.#view.size;
    c.fillStyle = '#e6f94f';
    c.strokeStyle = 'rgb(60 70 0 / 75%)';
    c.lineWidth = 0.05;
    c.beginPath();
    c.ellipse(y, x - height * 0.42, size, size, 0, 0, 7);
    c.fill();
    c.stroke();
  }

  #showWords(time) {
    const callout = this.#scene.callout(time);
    const text = callout?.text ?? '';
    if (this.#callout.textContent !== text) {
      this.#callout.textContent = text;
      this.#callout.dataset.tone = callout?.tone ?? '';
      this.#callout.classList.toggle('on', text !== '');
    }
    const shot = this.#scene.isOver(time) ? null : this.#scene.current(time);
    const rally = shot === null ? '' : describe(shot, this.#scene.shots.filter(({ time: at }) => at <= time));
    if (this.#rally.textContent !== rally) {
      this.#rally.textContent = rally;
      this.#rally.classList.toggle('on', rally !== '');
      this.#canvas.setAttribute('aria-label', shot === null
        ? 'The court, between two points' : `${this.#names[shot.side]}: ${rally}`);
    }
  }

  /** The ground does not change, so it is drawn once a size. */
  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0) {
      return;
    }
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.#view = width < SMALL_PX ? SMALL_VIEW : VIEW;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const ground = element('canvas');
    ground.width = this.#canvas.width;
    ground.height = this.#canvas.height;
    const c = ground.getContext('2d');
    c.fillStyle = this.#surface.around;
    c.fillRect(0, 0, ground.width, ground.height);
    const scale = ground.width / (2 * this.#view.y);
    c.setTransform(scale, 0, 0, scale, ground.width / 2, ground.height / 2);
    drawGround(c, this.#surface);
    if (this.#dark.matches) {
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.fillStyle = 'rgb(0 0 0 / 24%)';
      c.fillRect(0, 0, ground.width, ground.height);
    }
    this.#ground = ground;
    this.#changed = true;
  }
}

function drawGround(c, surface) {
  const { length, service, singles, doubles } = COURT;
  c.fillStyle = surface.court;
  c.fillRect(-length, -doubles, 2 * length, 2 * doubles);
  if (surface === SURFACES.grass) {
    // As it is mown.
    c.fillStyle = 'rgb(255 255 255 / 7%)';
    for (let y = -16; y < 17; y += 4) {
      c.fillRect(y, -VIEW.x, 2, 2 * VIEW.x);
    }
  }
  const light = c.createRadialGradient(0, 0, 2, 0, 0, 17);
  light.addColorStop(0, 'rgb(255 255 255 / 9%)');
  light.addColorStop(1, 'rgb(0 0 0 / 16%)');
  c.fillStyle = light;
  c.fillRect(-VIEW.y, -VIEW.x, 2 * VIEW.y, 2 * VIEW.x);

  c.strokeStyle = surface.line;
  c.lineWidth = LINE;
  c.strokeRect(-length, -doubles, 2 * length, 2 * doubles);
  c.beginPath();
  [singles, -singles].forEach((x) => {
    c.moveTo(-length, x);
    c.lineTo(length, x);
  });
  [service, -service].forEach((y) => {
    c.moveTo(y, -singles);
    c.lineTo(y, singles);
  });
  c.moveTo(-service, 0);
  c.lineTo(service, 0);
  [length, -length].forEach((y) => {
    c.moveTo(y, 0);
    c.lineTo(y - Math.sign(y) * 0.3, 0);
  });
  c.stroke();

  c.fillStyle = 'rgb(0 0 0 / 22%)';
  c.fillRect(0.04, -doubles - 0.8, 0.34, 2 * doubles + 1.6);
  c.fillStyle = '#f4f6f8';
  c.fillRect(-0.07, -doubles - 0.9, 0.14, 2 * doubles + 1.8);
  c.fillStyle = '#20262b';
  [1, -1].forEach((end) => {
    c.beginPath();
    c.ellipse(0, end * (doubles + 0.914), 0.16, 0.16, 0, 0, 7);
    c.fill();
  });
}

/** Whether a shot was struck before it came down. */
function isVolleyed(next, shot) {
  return next.stroke !== 'serve' && Math.abs(next.from[1]) < Math.abs(shot.to[1]);
}

function describe(shot, shots) {
  if (shot.stroke === 'serve') {
    const where = { wide: ' wide', body: ' to the body', t: ' down the T' }[shot.direction] ?? '';
    return `${shot.serve === 2 ? '2nd' : '1st'} serve${where}`;
  }
  const inPlay = shots.length - 1 - shots.findLastIndex(({ stroke }) => stroke === 'serve') + 1;
  const words = [shot.wing, STROKES[shot.stroke] ?? ''].filter(Boolean).join(' ') || 'shot';
  return `Shot ${inPlay} · ${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
