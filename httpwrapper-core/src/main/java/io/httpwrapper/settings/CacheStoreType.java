package io.httpwrapper.settings;

/**
 * Where responses are stored.
 */
public enum CacheStoreType {

	/** In this process, on its heap. */
	LOCAL,

	/** In Redis, shared by all instances of the application. */
	REDIS

}
