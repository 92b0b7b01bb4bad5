import {TestTerminal} from '/work/main/test/support/terminal.ts';
import {setTimeout as sleep} from 'node:timers/promises';
const [node, kind='huge', cols='200', rows='50'] = process.argv.slice(2);
const t = new TestTerminal(`${node} /tmp/demo-dist/demo.mjs ${kind}`, {columns: +cols, rows: +rows});
await t.until(/Stream|stream/); await sleep(1500);
async function measure(name: string, keys: string[], times: number) {
	const ms: number[] = []; const bytes: number[] = [];
	for (let i = 0; i < times; i++) {
		const before = t.written; const t0 = performance.now();
		t.send(keys[i % keys.length]!);
		while (t.written === before && performance.now() - t0 < 500) await new Promise(r => setImmediate(r));
		ms.push(performance.now() - t0);
		await sleep(70); bytes.push(t.written - before);
	}
	ms.sort((a,b)=>a-b); bytes.sort((a,b)=>a-b);
	const q=(a:number[],p:number)=>a[Math.min(a.length-1,Math.floor(a.length*p))]!;
	console.log(name.padEnd(14), 'ms p50', q(ms,.5).toFixed(1),'p95',q(ms,.95).toFixed(1),'max',ms.at(-1)!.toFixed(1),' bytes p50',q(bytes,.5),'p95',q(bytes,.95));
}
await measure('cursor', ['j','j','j','k'], 80);
await measure('page', ['\x06','\x02'], 40);
await measure('sort', ['>','z'], 20);
await measure('G/gg', ['G','gg'], 20);
t.send('gg\r'); await sleep(300);
if (kind !== 'loading') { await measure('ladder cursor', ['j','j','k'], 60);
t.send('d'); await sleep(200); await measure('details', ['j','k'], 60); t.send('d'); await sleep(200);
await measure('n', ['n','N'], 20); }
t.send('Q'); console.log('exit', await t.exited, t.isAlternate); await t.close();
