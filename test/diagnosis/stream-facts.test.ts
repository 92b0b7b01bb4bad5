import assert from 'node:assert/strict';
import test from 'node:test';
import {EndFacts} from '../../source/diagnosis/facts/end-facts.ts';
import {TlsEndFacts} from '../../source/diagnosis/facts/tls-facts.ts';

test('what an end did in one stream is forgotten before the next: the order of the streams changes no judgement', () => {
	for (const Facts of [EndFacts, TlsEndFacts]) {
		const fresh = new Facts();
		const used = new Facts();
		for (const [name, value] of Object.entries(fresh))
			Object.assign(used, {[name]: typeof value === 'boolean' ? !value : 4711});
		used.reset();
		assert.deepEqual(used, fresh);
	}
});
