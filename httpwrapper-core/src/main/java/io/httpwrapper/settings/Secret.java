package io.httpwrapper.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import io.httpwrapper.policy.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * A text that is shown nowhere: its {@link #toString()} is a mask. Immutable.
 */
public final class Secret {

	private final String value;

	private Secret(String value) {
		this.value = value;
	}

	/**
	 * Keeps a text.
	 */
	public static Secret valueOf(String text) {
		return new Secret(text);
	}

	/**
	 * The text itself: not for logs, messages and events.
	 */
	public String reveal() {
		return this.value;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Secret secret && MessageDigest.isEqual(secret.value.getBytes(StandardCharsets.UTF_8),
				this.value.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return Redaction.MASK;
	}

}
