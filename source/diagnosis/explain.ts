import type {CaptureTables} from '../analysis/capture-tables.ts';
import type {DiagnosisContext} from './context.ts';

/** placeholder */
export function explainPacket(_tables: CaptureTables, _row: number, _context: DiagnosisContext): string | undefined {
	return undefined;
}
