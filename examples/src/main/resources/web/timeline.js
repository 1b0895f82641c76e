import { clock, element } from './format.js';

/** The marks of events at which a point begins. */
const POINTS = new Set(['set', 'game', 'break_point', 'point']);

/**
 * The timeline to drag. A native range input, so keyboard and screen readers work by themselves; the marks of sets are laid
 * over it, those of games and break points drawn beneath. `onSeek` is called with a target when the user lets go of the handle or
 * chooses a mark.
 */
export class Timeline {
  #root;
  #input;
  #marks;
  #ticks;
  #points = [];
  #now;
  #end;
  #duration = null;
  #dragging = false;

  constructor(root, onSeek) {
    this.#root = root;
    this.#input = root.querySelector('input[type=range]');
    this.#marks = root.querySelector('.marks');
    this.#ticks = root.querySelector('.ticks');
    this.#now = root.querySelector('.now');
    this.#end = root.querySelector('.end');
    this.#input.addEventListener('input', () => {
      this.#dragging = true;
      this.#show(Number(this.#input.value));
    });
    this.#input.addEventListener('change', () => {
      this.#dragging = false;
      onSeek({ time: Number(this.#input.value) });
    });
    this.#marks.addEventListener('click', (click) => {
      const index = click.target.closest('button')?.dataset.index;
      if (index !== undefined) {
        onSeek({ index: Number(index) });
      }
    });
  }

  /** Where the recording ends in seconds, or Infinity while that is not known. */
  get duration() {
    return this.#duration ?? Infinity;
  }

  /** Whether the recording may get longer. */
  growing = false;

  /** Takes its place, also while the extent is not known yet, so that nothing moves when it comes. */
  show() {
    this.#root.hidden = false;
  }

  hide() {
    this.#duration = null;
    this.growing = false;
    this.#root.hidden = true;
  }

  /**
   * The event that a jump by one point leads to, forth or back, when `index` is the last event that is out; null if the recording
   * does not tell where points begin.
   */
  pointFrom(index, forth) {
    if (!this.#points.some(({ mark }) => mark === 'point')) {
      return null;
    }
    if (forth) {
      return this.#points.find((point) => point.index > index + 1)?.index ?? Number.MAX_SAFE_INTEGER;
    }
    return this.#points.findLast((point) => point.index <= index)?.index ?? 0;
  }

  /** Shows a `timeline` frame. */
  extent(frame) {
    this.#duration = frame.duration;
    this.growing = frame.growing;
    this.show();
    this.#input.max = String(frame.duration);
    this.#end.textContent = frame.growing ? 'Live' : clock(frame.duration);
    this.#end.classList.toggle('edge', frame.growing);
    this.#points = frame.markers.filter(({ mark }) => POINTS.has(mark));
    this.#lay(this.#ticks, frame.markers.filter(({ mark }) => mark === 'game' || mark === 'break_point'),
      ({ mark }) => element('i', mark));
    this.#lay(this.#marks, frame.markers.filter(({ mark }) => mark === 'set'), ({ index }, i) => {
      const mark = element('button', 'mark', `Set ${i + 1}`);
      mark.type = 'button';
      mark.dataset.index = String(index);
      mark.title = `Go to set ${i + 1}`;
      return mark;
    });
  }

  /**
   * Lays a marker's element each over the track. While a match grows they all move once a second, so elements that are there
   * stay: one of them may have the focus.
   */
  #lay(over, markers, make) {
    const key = markers.map(({ mark, index }) => `${mark}${index}`);
    const known = [...over.children];
    const same = known.findIndex((child, i) => child.dataset.key !== key[i]);
    known.slice(same < 0 ? known.length : same).forEach((child) => child.remove());
    markers.forEach((marker, i) => {
      let child = over.children[i];
      if (child === undefined) {
        child = make(marker, i);
        child.dataset.key = key[i];
        over.append(child);
      }
      child.style.insetInlineStart = `${this.#duration > 0 ? (marker.time / this.#duration) * 100 : 0}%`;
    });
  }

  /** Moves the handle, unless the user holds it. */
  position(seconds) {
    if (!this.#dragging && this.#duration !== null) {
      this.#input.value = String(seconds);
      this.#show(seconds);
    }
  }

  #show(seconds) {
    this.#now.textContent = clock(seconds);
    this.#input.setAttribute('aria-valuetext', `${clock(seconds)} of ${clock(this.#duration)}`);
    const share = this.#duration > 0 ? (seconds / this.#duration) * 100 : 0;
    this.#input.style.setProperty('--share', `${Math.min(100, share)}%`);
  }
}
