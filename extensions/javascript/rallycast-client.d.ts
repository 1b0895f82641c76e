/** What is asked for, best first. */
export const SUBPROTOCOLS: readonly string[];

export type Status = 'starting' | 'playing' | 'paused' | 'buffering' | 'live' | 'ended';
export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'waiting' | 'closed';

/** The state of a playback; it held at `at_ms`. Times are seconds of match time. */
export interface PlaybackState {
  revision: number;
  epoch: number;
  status: Status;
  /** The last event that is out, -1 before the first. */
  index: number;
  time: number;
  speed: number;
  cause: string;
  /** The id of the user who caused it. */
  by: string | null;
  /** This server can't reach those that share the playback with it. */
  isolated?: true;
  at_ms: number;
}

export interface Game {
  id: string;
  sport: string;
  players: string[];
  event?: string;
  surface?: string;
  format?: string;
  scheduled_start?: string;
  mode?: string;
}

export interface HelloFrame {
  type: 'hello';
  version: number;
  user: string;
  /** What the host calls this server. */
  server?: string;
  limits: Record<string, unknown>;
}

export interface StartedFrame {
  type: 'started';
  id?: string;
  playback: string;
  game: Game;
  mode: string;
  role: 'player' | 'spectator';
  may: string[];
  state: PlaybackState;
  ignored: string[];
  recovered: boolean | null;
  why?: 'seek' | 'too_far' | 'restarted' | 'ended';
}

export interface RecordedEvent<Data = unknown> {
  index: number;
  time: number;
  kind: string;
  data: Data;
}

export interface EventFrame<Data = unknown> extends RecordedEvent<Data> {
  type: 'event';
  epoch: number;
  at_ms: number;
}

export interface SnapshotFrame {
  type: 'snapshot';
  epoch: number;
  index: number;
  time: number;
  recent: RecordedEvent[];
  tracks: Record<string, unknown>;
}

export interface TrackFrame<Data = unknown> {
  type: 'track';
  track: string;
  epoch: number;
  index: number;
  time: number;
  data: Data;
}

export interface TimelineFrame {
  type: 'timeline';
  length: number;
  duration: number;
  markers: { index: number; time: number; mark: string }[];
  growing: boolean;
}

export interface StateFrame extends PlaybackState {
  type: 'state';
}

export interface OkFrame {
  type: 'ok';
  id?: string;
  state: PlaybackState;
  superseded?: true;
}

export interface PongFrame {
  type: 'pong';
  id?: string;
  at_ms: number;
}

export interface ErrorFrame {
  type: 'error';
  id?: string;
  code: string;
  message: string;
  retry: boolean;
  retry_after_ms?: number;
  state?: PlaybackState;
}

export interface GapFrame {
  type: 'gap';
  track: string;
  dropped: number;
}

export interface HeartbeatFrame {
  type: 'heartbeat';
  state?: PlaybackState;
}

export interface StoppedFrame {
  type: 'stopped';
  id?: string;
  reason: string;
}

export interface DrainingFrame {
  type: 'draining';
  reconnect_after_ms: number;
}

export interface ConnectionChange {
  status: ConnectionStatus;
  /** Of `open`: the id under which the server knows us. */
  user?: string;
  /** Of `waiting`: after how long the next attempt is made. */
  delayMs?: number;
  /** Of `waiting` and `closed`: the close code and its reason. */
  code?: number;
  reason?: string;
}

export interface ClientEvents {
  connection: ConnectionChange;
  attachfailed: CommandError;
  hello: HelloFrame;
  started: StartedFrame;
  timeline: TimelineFrame;
  snapshot: SnapshotFrame;
  event: EventFrame;
  track: TrackFrame;
  state: StateFrame;
  ok: OkFrame;
  pong: PongFrame;
  error: ErrorFrame;
  gap: GapFrame;
  heartbeat: HeartbeatFrame;
  stopped: StoppedFrame;
  draining: DrainingFrame;
}

/** Where to go: exactly one of these. */
export type Target =
  | { index: number }
  | { time: number }
  | { by: number }
  | { percent: number }
  | { marker: string; offset?: number };

export interface StartOptions {
  game_id: string;
  mode?: string;
  delay?: number;
  max_gap?: number;
  speed?: number;
  from?: { index: number } | { time: number } | { percent: number };
  paused?: boolean;
  tracks?: string[];
  watch?: { mode: string; player?: string };
}

/** What a control command may carry besides; it is applied as a whole or not at all. */
export interface ControlFields {
  speed?: number;
  to?: Target;
  /** The revision that the decision was based on; if it is not the current one any more, the command is refused. */
  revision?: number;
}

export interface ClientOptions {
  /** What makes connections; the platform's if left out. */
  WebSocket?: new (url: string, protocols: string[]) => WebSocket;
  /** The local clock in ms since 1970; `Date.now` if left out. */
  now?: () => number;
  /** At least 0, below 1; `Math.random` if left out. */
  random?: () => number;
  /** How often the clocks are compared; 10 s if left out. */
  pingEveryMs?: number;
}

/** A refusal by the server, or a connection that was lost before the answer (`NOT_CONNECTED`). */
export class CommandError extends Error {
  constructor(code: string, message: string, frame?: ErrorFrame | null);
  readonly code: string;
  readonly frame: ErrorFrame | null;
  /** Whether the same command may succeed later. */
  readonly retry: boolean;
}

/** One connection, which comes back by itself after a loss and goes on where it was. */
export class RallycastClient extends EventTarget {
  constructor(url: string | URL | (() => string | URL | Promise<string | URL>), options?: ClientOptions);
  readonly status: ConnectionStatus;
  readonly hello: HelloFrame | null;
  readonly started: StartedFrame | null;
  readonly state: PlaybackState | null;
  readonly latencyMs: number | null;
  readonly clockOffsetMs: number | null;
  may(action: string): boolean;
  connect(): Promise<HelloFrame>;
  close(): void;
  start(options: StartOptions): Promise<StartedFrame>;
  stop(): Promise<StoppedFrame>;
  pause(fields?: ControlFields): Promise<OkFrame>;
  resume(fields?: ControlFields): Promise<OkFrame>;
  speed(speed: number, fields?: ControlFields): Promise<OkFrame>;
  scrub(to: Target, fields?: ControlFields): Promise<OkFrame>;
  step(count?: number): Promise<OkFrame>;
  live(): Promise<OkFrame>;
  command(action: string, fields?: Record<string, unknown>): Promise<unknown>;
  position(duration?: number): number;
  addEventListener<K extends keyof ClientEvents>(
    type: K,
    listener: (event: CustomEvent<ClientEvents[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
