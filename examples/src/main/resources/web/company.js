import { element } from './format.js';

/** How many of those who play and of those who watch are named in the line. */
const NAMED = 2;

/**
 * Who is here: a line, and a list that opens. Asked for as often as the server says, since nothing depends on it; `playback` and
 * `me` tell of which playback and who we are.
 */
export class Company {
  #root;
  #text;
  #list;
  #more;
  #playback;
  #me;
  #timer = null;
  #told = '';

  constructor(root, playback, me) {
    this.#root = root;
    this.#text = root.querySelector('#company-text');
    this.#list = root.querySelector('#people');
    this.#more = root.querySelector('#more-people');
    this.#playback = playback;
    this.#me = me;
    document.addEventListener('keydown', (key) => {
      if (key.key === 'Escape' && root.open) {
        root.open = false;
        root.querySelector('summary').focus();
      }
    });
    document.addEventListener('click', (click) => {
      if (!root.contains(click.target)) {
        root.open = false;
      }
    });
  }

  show() {
    this.#ask();
  }

  hide() {
    clearTimeout(this.#timer);
    this.#root.open = false;
    this.#root.hidden = true;
    this.#told = '';
  }

  async #ask() {
    clearTimeout(this.#timer);
    const playback = this.#playback();
    if (playback === undefined) {
      return;
    }
    const answer = document.hidden ? null
      : await fetch(`api/company?${new URLSearchParams({ playback })}`).catch(() => null);
    const text = answer?.ok ? await answer.text() : null;
    if (this.#playback() !== playback) {
      return;
    }
    const here = text === null ? null : JSON.parse(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), here?.again_ms ?? 10_000);
    if (here !== null && text !== this.#told) {
      this.#told = text;
      this.#show(here);
    }
  }

  #show({ players, spectators }) {
    const me = this.#me();
    const parts = [];
    if (players.count > 0) {
      parts.push(players.names.length === 0 ? counted(players.count, 'player', 'players') : listed(players, me));
    }
    if (spectators.count > 0) {
      parts.push(spectators.count > NAMED || spectators.names.length === 0
        ? `${spectators.count} watching` : `${listed(spectators, me)} watching`);
    }
    if (players.count + spectators.count === 1 && parts[0]?.startsWith('You')) {
      parts[0] = 'Only you';
    }
    this.#text.textContent = parts.join(' · ');
    this.#root.querySelector('summary').setAttribute('aria-label', `Who is here: ${parts.join(', ')}`);
    this.#list.replaceChildren(...[[players, 'Player'], [spectators, 'Watching']].flatMap(([{ names }, role]) => names.map((name) => {
      const person = element('li');
      person.append(element('span', 'person', name === me ? `${name} (you)` : name), element('span', 'tag', role));
      return person;
    })));
    const unnamed = players.count + spectators.count - players.names.length - spectators.names.length;
    this.#more.textContent = unnamed === 0 ? ''
      : `${this.#list.children.length === 0 ? '' : 'And '}${counted(unnamed, 'other', 'others')}`;
    this.#root.hidden = parts.length === 0;
  }
}

/** The first few by name, us before all; the others as a number. */
function listed({ count, names }, me) {
  const sorted = [...names].sort((a, b) => Number(b === me) - Number(a === me)).map((name) => (name === me ? 'You' : name));
  const shown = sorted.slice(0, NAMED);
  const rest = count - shown.length;
  return rest > 0 ? `${shown.join(', ')} +${rest}` : shown.join(', ');
}

function counted(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}
