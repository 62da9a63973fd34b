package io.httpwrapper.call;

import java.time.Instant;
import java.util.List;

/**
 * How one call went: what was decided, and why. It contains no header, body or query, and
 * a bounded number of steps. Thread-safe.
 */
public interface CallReport {

	/**
	 * The call's number, from 1, among the reported calls of its client.
	 */
	long id();

	/**
	 * Name of the client.
	 */
	String client();

	/**
	 * Method, remote and path. The path is that of the URI template, if there is one,
	 * else that of the URI.
	 */
	String target();

	/**
	 * When the call began.
	 */
	Instant start();

	/**
	 * Whether the caller got an error, a response that counts as failed, or a broken
	 * body.
	 */
	boolean failed();

	/**
	 * Whether nothing was sent because the client refused each attempt.
	 */
	boolean refused();

	/**
	 * What happened, as sentences in order. The last one says how the call ended.
	 */
	List<String> explanation();

	/**
	 * The call in one line.
	 */
	@Override
	String toString();

}
