import { element, shortName } from './format.js';

const share = (won, of) => (side, stats) => {
  const all = stats[of][side];
  return all === 0 ? { text: '–', value: 0 } : {
    text: `${Math.round((100 * stats[won][side]) / all)}%`,
    more: `${stats[won][side]}/${all}`,
    value: stats[won][side] / all,
  };
};

/** Many sources tell the serve of a double fault only; a share of those would be one of nothing. */
const ifKnown = (value) => (side, stats) => (
  2 * stats.serves_known[side] < stats.service_points[side] ? { text: '–', value: 0 } : value(side, stats));
const count = (name) => (side, stats) => ({ text: String(stats[name][side]), value: stats[name][side] });

const ROWS = [
  ['Aces', count('aces')],
  ['Double faults', count('double_faults')],
  ['1st serve in', ifKnown(share('first_serves_in', 'serves_known'))],
  ['1st serve won', ifKnown(share('first_serve_points_won', 'first_serves_in'))],
  ['2nd serve won', ifKnown(share('second_serve_points_won', 'second_serve_points'))],
  ['Break points won', (side, stats) => ({
    text: `${stats.break_points_won[side]}/${stats.break_points[side]}`, value: stats.break_points_won[side] })],
  ['Winners', count('winners')],
  ['Unforced errors', count('unforced_errors')],
  ['Fastest serve', (side, stats) => ({
    text: stats.fastest_serve_kmh[side] > 0 ? `${stats.fastest_serve_kmh[side]} km/h` : '–', value: stats.fastest_serve_kmh[side] })],
  ['Points won', count('points_won')],
];

/** The statistics side by side, from the `stats` track. Rows are made once, so that nothing jumps. */
export class Statistics {
  #card;
  #table;
  #cells;

  constructor(card) {
    this.#card = card;
    this.#table = card.querySelector('table');
    const body = element('tbody');
    this.#cells = ROWS.map(([title]) => {
      const row = element('tr');
      const one = element('td', 'value one');
      const name = element('th', '', title);
      name.scope = 'row';
      const bar = element('span', 'versus');
      bar.setAttribute('aria-hidden', 'true');
      bar.append(element('span', 'part one'), element('span', 'part two'));
      name.append(bar);
      const two = element('td', 'value two');
      row.append(one, name, two);
      body.append(row);
      return { one, two, bar };
    });
    this.#table.append(body);
  }

  players(names) {
    [...this.#table.querySelectorAll('thead th[data-side]')].forEach((head) => {
      const name = names[Number(head.dataset.side)] ?? '';
      head.replaceChildren(element('span', '', shortName(name)));
      head.title = name;
    });
    this.#card.hidden = true;
  }

  show(stats) {
    this.#card.hidden = false;
    ROWS.forEach(([, value], i) => {
      const { one, two, bar } = this.#cells[i];
      const [a, b] = [value(0, stats), value(1, stats)];
      fill(one, a);
      fill(two, b);
      const all = a.value + b.value;
      bar.style.setProperty('--one', String(all === 0 ? 0 : a.value / all));
      bar.style.setProperty('--two', String(all === 0 ? 0 : b.value / all));
      one.classList.toggle('more', a.value > b.value);
      two.classList.toggle('more', b.value > a.value);
    });
  }
}

function fill(cell, { text, more }) {
  if (cell.dataset.text !== `${text} ${more}`) {
    cell.dataset.text = `${text} ${more}`;
    cell.replaceChildren(text);
    if (more) {
      cell.append(element('small', '', more));
    }
  }
}
