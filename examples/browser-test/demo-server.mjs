import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const JAR = fileURLToPath(new URL('../target/rallycast-demo.jar', import.meta.url));
const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';

/** The demo as its user runs it: the runnable jar in a process of its own, with recordings in a directory of its own. */
export class DemoServer {
  #data;
  #options;
  #process = null;
  url = null;

  static async create(options = ['--simulate', '2']) {
    const server = new DemoServer();
    server.#options = options;
    server.#data = await mkdtemp(join(tmpdir(), 'rallycast-browser-test-'));
    await server.start();
    return server;
  }

  /** Starts the demo, at the port of the time before if there was one. */
  async start() {
    const port = this.url === null ? '0' : new URL(this.url).port;
    const child = spawn(JAVA, ['-Xmx256m', '-jar', JAR, '--port', port, '--data', this.#data, ...this.#options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const found = /Rallycast is at (\S+)/.exec(line);
      if (found) {
        this.url = found[1];
        return;
      }
    }
    throw new Error('The demo ended before it listened.');
  }

  /** Ends the process without any chance to say goodbye. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Stops the process as Ctrl-C does, removes its recordings and returns the exit code and signal. */
  async stop() {
    const end = await this.#end('SIGINT');
    await rm(this.#data, { recursive: true, force: true });
    return end;
  }

  async #end(signal) {
    const child = this.#process;
    const ended = once(child, 'exit');
    child.kill(signal);
    return ended;
  }
}
