package io.httpwrapper.policy;

/**
 * What becomes of a request while the store of the limits cannot be asked.
 */
public enum StoreFailure {

	/** It is sent. */
	ALLOW,

	/** It is refused. */
	REJECT,

	/** It is counted in this process alone, against the same limits. */
	LOCAL

}
