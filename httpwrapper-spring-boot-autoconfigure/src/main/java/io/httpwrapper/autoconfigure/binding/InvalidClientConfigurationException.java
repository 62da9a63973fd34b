package io.httpwrapper.autoconfigure.binding;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if no client can be created from the configuration under {@code httpwrapper.*}.
 * The message says what is wrong and where it is written.
 */
public final class InvalidClientConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Creates the exception.
	 * @param description what is wrong and where it is written
	 * @param action what to change
	 * @param cause what found it, or null
	 */
	public InvalidClientConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/** Says what to change. */
	public String action() {
		return this.action;
	}

}
