package io.httpwrapper.sample.upstream;

/**
 * How one of the upstream's services behaves. Thread-safe.
 */
@FunctionalInterface
interface Scenario {

	/**
	 * Decides about the next request.
	 * @param id what the request asks for
	 */
	Reply replyTo(String id);

}
