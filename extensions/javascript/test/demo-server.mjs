import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const JAR = fileURLToPath(new URL('../../../examples/target/rallycast-demo.jar', import.meta.url));
const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';

/** Why there is no server to test against, or false if there is one. */
export const missing = existsSync(JAR) ? false : 'the demo is not built: mvn -DskipTests package';

/** Starts the demo with a simulated match; it writes down what is said to the file `record`. */
export async function startDemo() {
  const directory = await mkdtemp(join(tmpdir(), 'rallycast-client-test-'));
  const record = join(directory, 'conversation.txt');
  const child = spawn(JAVA, ['-Xmx256m', '-jar', JAR, '--port', '0', '--data', join(directory, 'data'), '--simulate', '1',
    '--record', record], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /Rallycast is at (\S+)/.exec(line)?.[1];
    if (url) {
      return {
        record,
        stream: `${url.replace('http:', 'ws:')}stream?user=ann`,
        async stop() {
          const ended = once(child, 'exit');
          child.kill('SIGINT');
          await ended;
          await rm(directory, { recursive: true, force: true });
        },
      };
    }
  }
  throw new Error('The demo ended before it listened.');
}
