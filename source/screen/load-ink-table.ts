/**
 * The published ink-table is CommonJS and requires Ink, which is an ES module that awaits at its top: Node refuses.
 * So its `require('ink')` is answered beforehand with the Ink that is already imported. A bundle has no such require
 * and takes the package as it is (`imports` of package.json).
 */
import {createRequire} from 'node:module';
import * as ink from 'ink';

const require = createRequire(import.meta.url);
const file = createRequire(require.resolve('ink-table')).resolve('ink');
const primed = {id: file, filename: file, loaded: true, exports: ink, children: [], paths: []};
require.cache[file] ??= primed as unknown as NodeJS.Module;

const table = require('ink-table') as typeof import('ink-table');
export default table.default;
