import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import test from 'node:test';
import {FOLDER, PICTURES, pose} from '../support/pictures/pictures.ts';
import {screenSvg, svgLines} from '../support/pictures/screen-svg.ts';
import {README} from '../support/readme-blocks.ts';

for (const picture of PICTURES) {
	test(`${picture.file} shows the program as it is (npm run pictures)`, async () => {
		const svg = readFileSync(FOLDER + picture.file, 'utf8');
		const terminal = await pose(picture);
		try {
			const drawn = () => screenSvg(terminal.screen, picture.alt);
			// What differs at last is what the reader wants to see, not that time ran out.
			await terminal.until(() => drawn() === svg).catch(() => {});
			assert.deepEqual(svgLines(svg), terminal.trimmedLines());
			assert.equal(svg, drawn());
		} finally {
			await terminal.leave();
		}
	});
}

test('the readme shows every picture, with words for those who cannot see it', () => {
	const readme = readFileSync(README, 'utf8');
	for (const {file, alt} of PICTURES) assert.ok(readme.includes(`![${alt}](media/${file})`), file);
	assert.deepEqual(readdirSync(FOLDER).sort(), PICTURES.map(({file}) => file).sort());
});
