import test from 'node:test';
import {runMonkey} from './monkey-run.ts';

/** More of both by hand: `npm run monkey`. */
const SEEDS = Number(process.env['MONKEY_SEEDS'] ?? 1);
const FIRST = Number(process.env['MONKEY_FIRST'] ?? 1);
const KEYS = Number(process.env['MONKEY_KEYS'] ?? 300);

for (let seed = FIRST; seed < FIRST + SEEDS; seed++)
	test(`the program bears ${KEYS} keys and sizes at random, and ends well after them (seed ${seed})`, () =>
		runMonkey(seed, KEYS));
