import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as implementation from '../rallycast-client.js';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const DECLARATION = path('rallycast-client.d.ts');
const USAGE = path('test/usage.ts');
/** The client under a name that has no declaration beside it, so that its own types are inferred. */
const INFERRED = path('inferred.js');
const COMPARED = path('compared.ts');

const OPTIONS = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  strict: true,
  noEmit: true,
  skipDefaultLibCheck: true,
  types: [],
};

/** What comes with the compiler is parsed once for all programs. */
const libraries = new Map();

/** Compiles files, some of which are made up here, and returns the program and what the compiler says. */
function compile(roots, options = {}, made = {}) {
  const all = { ...OPTIONS, ...options };
  const host = ts.createCompilerHost(all);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => name in made || fileExists(name);
  host.readFile = (name) => made[name] ?? readFile(name);
  const getSourceFile = host.getSourceFile;
  host.getSourceFile = (name, target, ...rest) => {
    if (name in made) {
      return ts.createSourceFile(name, made[name], target, true);
    }
    const file = libraries.get(name) ?? getSourceFile(name, target, ...rest);
    if (/\/lib\.[a-z0-9.]+\.d\.ts$/.test(name)) {
      libraries.set(name, file);
    }
    return file;
  };
  const program = ts.createProgram(roots, all, host);
  const said = ts.getPreEmitDiagnostics(program).map((one) => {
    const at = one.file?.getLineAndCharacterOfPosition(one.start);
    return `${one.file?.fileName}:${(at?.line ?? -1) + 1}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`;
  });
  return { program, said };
}

describe('the declaration', () => {
  let checker;
  let exported;

  before(() => {
    const { program } = compile([DECLARATION]);
    checker = program.getTypeChecker();
    exported = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(DECLARATION)))
      .map((symbol) => [symbol.name, symbol]));
  });

  const isValue = (symbol) => (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const declared = (name) => checker.getDeclaredTypeOfSymbol(exported.get(name));

  test('compiles, and a program that uses all of it by the name of the package', () => {
    assert.deepEqual(compile([USAGE]).said, []);
  });

  test('has exactly what the module exports', () => {
    const values = [...exported.values()].filter(isValue).map(({ name }) => name);
    assert.deepEqual(values.sort(), Object.keys(implementation).sort());
  });

  for (const name of ['RallycastClient', 'CommandError']) {
    test(`has exactly the members of ${name}, with as many parameters`, () => {
      const { prototype } = implementation[name];
      const instance = name === 'CommandError' ? new implementation.CommandError('CODE', 'message') : null;
      // What the constructor of an error sets, but for what every error has.
      const fields = instance === null ? [] : Object.keys(instance).filter((field) => field !== 'name');
      const real = [...Object.getOwnPropertyNames(prototype).filter((member) => member !== 'constructor'), ...fields];
      // Overloads of what every EventTarget has are declared only for their types.
      const found = [...exported.get(name).members.values()]
        .filter((member) => (member.flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method)) !== 0)
        .filter((member) => !(member.name in EventTarget.prototype));
      assert.deepEqual(found.map((member) => member.name).sort(), real.sort());
      for (const member of found) {
        const descriptor = Object.getOwnPropertyDescriptor(prototype, member.name);
        if (typeof descriptor?.value === 'function') {
          const [signature] = checker.getTypeOfSymbol(member).getCallSignatures();
          const optional = signature.parameters.filter((one) => one.valueDeclaration.questionToken !== undefined);
          assert.equal(signature.parameters.length - optional.length, descriptor.value.length, `${name}.${member.name}`);
        }
      }
    });
  }

  test('fits the types that the compiler infers from the code', () => {
    const source = readFileSync(path('rallycast-client.js'), 'utf8');
    const { said } = compile([COMPARED], { allowJs: true, checkJs: false, strict: false, strictNullChecks: true }, {
      [INFERRED]: source,
      [COMPARED]: `import * as real from './inferred.js';
        import type * as told from './rallycast-client.js';
        const client: told.RallycastClient = new real.RallycastClient('ws://x', {} as told.ClientOptions);
        const error: told.CommandError = new real.CommandError('CODE', 'message', null);
        const subprotocols: typeof told.SUBPROTOCOLS = real.SUBPROTOCOLS;
        export { client, error, subprotocols };`,
    });
    assert.deepEqual(said, []);
  });

  test('tells of every frame what the protocol document does', () => {
    const document = JSON.parse(readFileSync(path('../../docs/asyncapi.json'), 'utf8')).components;
    const frames = Object.entries(document.messages).filter(([, { payload }]) => payload.properties?.type?.const !== undefined);
    const events = new Map(declared('ClientEvents').getProperties().map((event) => [event.name, checker.getTypeOfSymbol(event)]));
    assert.deepEqual([...events.keys()].sort(), ['connection', 'attachfailed', ...frames.map(([name]) => name)].sort());
    const fields = (type) => Object.fromEntries(type.getProperties()
      .map((field) => [field.name, (field.flags & ts.SymbolFlags.Optional) === 0]));
    const wanted = ({ properties, required }) => Object.fromEntries(Object.keys(properties).map((name) => [name, required.includes(name)]));
    for (const [name, { payload }] of frames) {
      assert.deepEqual(fields(events.get(name)), wanted(payload), name);
    }
    assert.deepEqual(fields(declared('PlaybackState')), wanted(document.schemas.State), 'state');
    assert.deepEqual(fields(declared('Game')), wanted(document.schemas.Game), 'game');
    const statuses = declared('Status').types.map(({ value }) => value);
    assert.deepEqual(statuses.sort(), [...document.schemas.Status.enum].sort());
  });
});
