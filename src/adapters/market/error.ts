import { TrimtabError } from '../../units/error.ts'

export class MarketError extends TrimtabError {}
