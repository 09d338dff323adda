/**
 * Name and version of what draws certificates. The bytes of a PDF are a pure function of the certificate file and of this version: raise it with
 * every change of layout, words, fonts or PDF library, so that an old PDF can be told from an altered one.
 */
export const RENDERER = 'Wipebench certificate renderer 3';
