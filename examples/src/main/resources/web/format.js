/** Small helpers to show things. */

/** Seconds as 1:02:03 or 2:03. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes >= 60
    ? `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`
    : `${minutes}:${pad(whole % 60)}`;
}

/** An element with a class and a text; text from the server is never read as markup. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** A side in short: the surname, or both of a team. */
export function shortName(name) {
  return team(name).map(surname).join(' / ');
}

/** Two letters for a side: of a player, or one of each of a team. */
export function initials(name) {
  const players = team(name);
  const words = players.length > 1 ? players.map(surname) : String(name).split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? words.at(-1)[0] : '')).toUpperCase();
}

export function isTeam(name) {
  return team(name).length > 1;
}

function team(name) {
  return String(name).split('/').map((one) => one.trim()).filter(Boolean);
}

function surname(name) {
  return name.split(/\s+/).at(-1);
}
