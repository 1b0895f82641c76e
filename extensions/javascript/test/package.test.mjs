import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

test('what would be published is the module, its types, README and licence, and nothing else', async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
  const [pack] = JSON.parse(stdout);
  assert.deepEqual(pack.files.map((file) => file.path).sort(),
    ['LICENSE', 'README.md', 'package.json', 'rallycast-client.d.ts', 'rallycast-client.js']);
  assert.equal(pack.name, 'rallycast-client');

  const described = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const { types, default: module } = described.exports['.'];
  assert.deepEqual([types, described.types, module], ['./rallycast-client.d.ts', './rallycast-client.d.ts', './rallycast-client.js']);
  assert.equal(described.dependencies, undefined);
  assert.equal(described.license, 'Apache-2.0');
  assert.equal(await readFile(new URL('../LICENSE', import.meta.url), 'utf8'),
    await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8'));
});
