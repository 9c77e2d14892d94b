export { documentErrors } from './document-errors';
export { documentSizes, type DocumentSize } from './document-size';
export { fragmentsOf, type Fragments } from './fragments';
export { limitError, sizeErrors, type DocumentLimits } from './limits';
export { nodesOf } from './nodes';
export { documentParser } from './parser';
export { refusedDocuments, type RefusedDocuments } from './refused-documents';
