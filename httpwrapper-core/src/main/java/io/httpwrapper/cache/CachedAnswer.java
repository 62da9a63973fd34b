package io.httpwrapper.cache;

/**
 * An answer from the cache: a whole stored response, a part of it (206), or only its
 * status and headers (304, or the answer to a HEAD). Immutable.
 *
 * @param status the status of the answer
 * @param headers the headers of the answer, including {@code Age}
 * @param source the stored response
 * @param offset where the answer's body begins in the source's body
 * @param length number of bytes of the answer's body; 0 for none
 */
public record CachedAnswer(int status, HeaderFields headers, StoredResponse source, int offset, int length) {

}
