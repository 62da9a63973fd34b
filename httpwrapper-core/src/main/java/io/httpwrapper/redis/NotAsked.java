package io.httpwrapper.redis;

import io.httpwrapper.policy.StoreUnavailableException;

/**
 * What a question fails with that the circuit did not let pass. Made once: it says the
 * same each time.
 */
final class NotAsked {

	static final StoreUnavailableException ERROR = new StoreUnavailableException(
			"Redis was not asked: it failed before, and is tried again every few seconds", null);

	private NotAsked() {
	}

}
