// How a program in TypeScript uses the client, by its name as from npm. Compiled by types.test.mjs, never run.
import { CommandError, RallycastClient, SUBPROTOCOLS } from 'rallycast-client';
import type { ConnectionStatus, EventFrame, PlaybackState, Target, TrackFrame } from 'rallycast-client';

interface Point {
  winner: 1 | 2;
}

const plain = new RallycastClient('wss://example.org/stream');
const ticket = new RallycastClient(async () => (await fetch('/ticket')).text(), {
  WebSocket,
  now: () => Date.now(),
  random: () => 0.5,
  pingEveryMs: 5_000,
});
new RallycastClient(new URL('wss://example.org/stream'));

plain.addEventListener('event', ({ detail }) => {
  const index: number = detail.index;
  const point = (detail as EventFrame<Point>).data.winner;
  console.log(index, point, detail.at_ms);
});
plain.addEventListener('connection', ({ detail }) => {
  const status: ConnectionStatus = detail.status;
  console.log(status, detail.delayMs?.toFixed());
});
plain.addEventListener('track', ({ detail }) => console.log((detail as TrackFrame<{ points: string[] }>).data.points));
plain.addEventListener('hello', ({ detail }) => console.log(detail.server?.length));
plain.addEventListener('of-the-host', (event: Event) => console.log(event.type), { once: true });

async function play(): Promise<PlaybackState | null> {
  const hello = await plain.connect();
  console.log(hello.user, SUBPROTOCOLS.length, plain.hello === hello);
  const started = await plain.start({ game_id: '123', mode: 'pvai', max_gap: 5, from: { percent: 50 }, tracks: ['score'] });
  await plain.start({ game_id: '123', watch: { mode: 'pvai', player: 'ann' } });
  console.log(started.game.players.join(), started.why, plain.started?.role, plain.may('scrub'));
  const targets: Target[] = [{ index: 1 }, { time: 1.5 }, { by: -10 }, { percent: 50 }, { marker: 'set', offset: 0 }];
  for (const to of targets) {
    const { state, superseded } = await plain.scrub(to, { speed: 2, revision: started.state.revision });
    console.log(state.isolated, superseded);
  }
  await plain.pause();
  await plain.step();
  await plain.step(-1);
  await plain.speed(0.5);
  await plain.resume({ speed: 2, to: { by: -10 } });
  await plain.live();
  await plain.command('cheer', { loud: true });
  console.log((await plain.stop()).reason, plain.position().toFixed(), plain.position(90), ticket.latencyMs, ticket.clockOffsetMs);
  plain.close();
  return plain.state;
}

play().catch((error: unknown) => {
  if (error instanceof CommandError) {
    console.log(error.code, error.retry, error.frame?.retry_after_ms, error.message);
  }
});

// @ts-expect-error: a game must be named
plain.start({ mode: 'pvp' });
// @ts-expect-error: one target at a time is an object
plain.scrub(10);
// @ts-expect-error: the state is told, not set
plain.state = null;
// @ts-expect-error: no such field
plain.addEventListener('event', ({ detail }) => console.log(detail.position));
// @ts-expect-error: no such method
plain.rewind();
