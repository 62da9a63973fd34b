package io.httpwrapper.cache;

/**
 * An answer out of the cache: the whole of a stored response, a part of it (206), or its
 * head only (304, or a HEAD). Immutable.
 *
 * @param status what to answer with
 * @param headers what to answer with, {@code Age} included
 * @param source the stored response
 * @param offset where in the source's body the answer's begins
 * @param length how many bytes the answer's body has; 0 for none
 */
public record CachedAnswer(int status, HeaderFields headers, StoredResponse source, int offset, int length) {

}
