package io.httpwrapper.redis;

import io.httpwrapper.policy.StoreUnavailableException;

/**
 * The error of a request that the circuit did not let through. One instance is enough,
 * because the message is always the same.
 */
final class NotAsked {

	static final StoreUnavailableException ERROR = new StoreUnavailableException(
			"Redis was not asked: it failed before, and is tried again every few seconds", null);

	private NotAsked() {
	}

}
