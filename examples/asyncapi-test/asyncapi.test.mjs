// Whether docs/asyncapi.json is a valid AsyncAPI document. That it is true is tested in testkit.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';

// Levels are 0 for an error and 1 for a warning; below that is advice, such as that there is a newer version.
const WARNING = 1;
const document = JSON.parse(await readFile(new URL('../../docs/asyncapi.json', import.meta.url), 'utf8'));

async function problems(value) {
  const { diagnostics } = await new Parser().parse(JSON.stringify(value));
  return diagnostics
    .filter(({ severity }) => severity <= WARNING)
    .map(({ path, message }) => `${path.join('/')}: ${message}`);
}

test('the document is valid', async () => {
  assert.deepEqual(await problems(document), []);
});

test('a document with an operation of an unknown kind is not', async () => {
  const broken = structuredClone(document);
  broken.operations.ping.action = 'shout';
  assert.notDeepEqual(await problems(broken), []);
});
