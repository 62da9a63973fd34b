package io.httpwrapper.call;

import java.time.Instant;
import java.util.List;

/**
 * How one call went: what was decided on its way, and why. Holds no header, body or
 * query, and a bounded number of steps. Thread-safe.
 */
public interface CallReport {

	/**
	 * The call's number, from 1, among those of its client that were reported.
	 */
	long id();

	/**
	 * Name of the client.
	 */
	String client();

	/**
	 * Method, remote, and the path of the URI template or else of the URI.
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
	 * Whether nothing was sent, because we refused each attempt.
	 */
	boolean refused();

	/**
	 * What happened, in order, as sentences: the last one tells how the call ended.
	 */
	List<String> explanation();

	/**
	 * The call in a line.
	 */
	@Override
	String toString();

}
