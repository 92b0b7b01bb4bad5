/**
 * Loaded before the tests of `npm test`: properties draw the same cases in every run, so that what fails was broken by
 * the last change. New cases are drawn by `npm run fuzz`, and by a test file that is run by itself.
 */
import fc from 'fast-check';

fc.configureGlobal({seed: Number(process.env['TEST_SEED'] ?? 1)});
