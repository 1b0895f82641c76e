import { clock, element, shortName } from './format.js';

const MAX_ROWS = 200;

/** The points that were played, newest first. */
export class PointLog {
  #list;
  #players = ['', ''];

  constructor(list) {
    this.#list = list;
  }

  players(names) {
    this.#players = [names[0] ?? 'Side 1', names[1] ?? 'Side 2'];
  }

  get isEmpty() {
    return this.#list.children.length === 0;
  }

  /** Forgets everything and shows these events, oldest first. */
  reset(events) {
    this.#list.replaceChildren();
    events.forEach((event) => this.add(event, false));
  }

  add(event, fresh = true) {
    if (event.kind === 'shot') {
      return;
    }
    const row = this.#row(event);
    if (fresh) {
      row.classList.add('fresh');
    }
    this.#list.prepend(row);
    while (this.#list.children.length > MAX_ROWS) {
      this.#list.lastElementChild.remove();
    }
  }

  #row(event) {
    const row = element('li', 'entry');
    row.dataset.index = String(event.index);
    if (event.data?.number) {
      row.dataset.number = String(event.data.number);
    }
    row.append(element('span', 'at', clock(event.time)));
    const data = event.data ?? {};
    const body = element('span', 'what');
    if (event.kind === 'point') {
      row.classList.add(`side-${data.winner}`);
      body.append(element('span', 'who', this.#players[data.winner - 1] ?? ''));
      const how = element('span', 'how', [outcome(data, this.#players), ...extra(data)].filter(Boolean).join(' · '));
      if (data.ace) {
        how.classList.add('strong');
      }
      if (how.textContent !== '') {
        body.append(how);
      }
      row.append(body);
    } else {
      body.append(element('span', 'who', readable(event.kind)));
      if (data.retired) {
        body.append(element('span', 'how', this.#players[data.retired - 1] ?? ''));
      }
      row.append(body);
    }
    return row;
  }
}

/** How the point was won; an error is the other side's. */
function outcome(data, players) {
  const how = data.ace ? 'ace' : data.double_fault ? 'double_fault' : data.outcome;
  if (typeof how !== 'string') {
    return '';
  }
  const error = how.endsWith('error') || how === 'double_fault';
  return error ? `${readable(how)} by ${shortName(players[2 - data.winner] ?? 'the other side')}` : readable(how);
}

function extra(data) {
  const parts = [];
  if (data.speed_kmh) {
    parts.push(`${data.speed_kmh}\u00a0km/h`);
  }
  if (data.rally > 1) {
    parts.push(`${data.rally}\u00a0shots`);
  }
  return parts;
}

function readable(name) {
  const words = String(name).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
