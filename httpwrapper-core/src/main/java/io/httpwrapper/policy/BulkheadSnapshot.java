package io.httpwrapper.policy;

/**
 * A bulkhead at one moment.
 *
 * @param limit places in all
 * @param inUse places taken; more than {@code limit} for a while after that was lowered
 * @param maxWaiting most who may wait
 * @param waiting those who wait
 * @param rejected refused since the bulkhead was made, at once or after a wait in vain
 */
public record BulkheadSnapshot(int limit, int inUse, int maxWaiting, int waiting, long rejected) {

}
