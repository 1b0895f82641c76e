import { element } from './format.js';

/** The score as a table: one row a side, one column a set, then the points of the game. Fed from the `score` track. */
export class Scoreboard {
  #table;
  #announce;
  #players = ['', ''];
  #score = null;

  constructor(table, announce) {
    this.#table = table;
    this.#announce = announce;
  }

  players(names) {
    this.#players = [names[0] ?? 'Side 1', names[1] ?? 'Side 2'];
    this.#score = null;
    this.#render();
  }

  score(score) {
    const before = this.#score;
    this.#score = score;
    this.#render();
    if (before !== null && sentence(before, this.#players) !== sentence(score, this.#players)) {
      this.#announce.textContent = sentence(score, this.#players);
    }
  }

  #render() {
    const score = this.#score;
    const sets = score?.completed_sets ?? [];
    const current = showsGames(score) ? score.games : null;
    const head = element('tr');
    head.append(cell('th', 'player', 'Player', 'col'));
    sets.forEach((set, i) => head.append(cell('th', 'set', `Set ${i + 1}`, 'col')));
    if (current !== null) {
      head.append(cell('th', 'set', `Set ${sets.length + 1}`, 'col'));
    }
    const title = pointsTitle(score);
    head.append(title === '' ? cell('td') : cell('th', 'points', title, 'col'));

    const rows = [0, 1].map((side) => {
      const row = element('tr');
      const name = cell('th', 'player', undefined, 'row');
      const serves = score !== null && score.winner === null && score.server === side + 1;
      const line = element('span', 'line');
      line.append(element('span', serves ? 'ball serving' : 'ball'), element('span', 'name', this.#players[side]));
      if (serves) {
        line.append(element('span', 'visually-hidden', ' serves'));
      }
      if (score?.winner === side + 1) {
        row.className = 'winner';
        line.append(element('span', 'tag', 'Winner'));
      }
      if (score?.retired === side + 1) {
        line.append(element('span', 'tag', 'Retired'));
      }
      name.append(line);
      row.append(name);
      sets.forEach((set, i) => {
        const td = cell('td', set[side] > set[1 - side] ? 'set won' : 'set', String(set[side]));
        const tiebreak = score.tiebreaks?.[i];
        if (tiebreak && set[side] < set[1 - side]) {
          td.append(element('sup', '', String(tiebreak[side])));
        }
        row.append(td);
      });
      if (current !== null) {
        row.append(cell('td', 'set current', String(current[side])));
      }
      row.append(cell('td', 'points', score === null || score.winner !== null ? '' : String(score.points[side])));
      return row;
    });
    const thead = element('thead');
    thead.append(head);
    const tbody = element('tbody');
    tbody.append(...rows);
    this.#table.replaceChildren(this.#table.caption, thead, tbody);
  }
}

/** The games of the set that is not complete; also of the one that a retirement cut off. */
function showsGames(score) {
  return score !== null && (score.winner === null || (score.retired !== null && score.games.some((n) => n > 0)));
}

/** Once somebody has won there are no points to show. */
function pointsTitle(score) {
  return score === null ? 'Points' : score.winner !== null ? '' : score.tiebreak ? 'Tie-break' : 'Points';
}

function cell(tag, className, text, scope) {
  const made = element(tag, className, text);
  if (scope) {
    made.scope = scope;
  }
  return made;
}

/** What a screen reader says when games or sets change; every point would be too much. */
function sentence(score, players) {
  if (score.winner !== null) {
    const sets = score.completed_sets.map((set) => set.join('–')).join(', ');
    return `Game, set and match ${players[score.winner - 1]}: ${sets}`;
  }
  return `Sets ${score.sets_won.join('–')}, games ${score.games.join('–')}`;
}
