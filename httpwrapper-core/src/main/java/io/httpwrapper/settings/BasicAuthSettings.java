package io.httpwrapper.settings;

import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * A user name and a password that are sent with each request (RFC 7617).
 *
 * @param username the user name, without a colon, or null for no basic credentials
 * @param password the password; set where {@code username} is
 */
public record BasicAuthSettings(@Nullable String username, @Nullable Secret password) {

	public static final BasicAuthSettings DEFAULTS = new BasicAuthSettings(null, null);

	public BasicAuthSettings {
		username = AuthSettings.text(username);
		password = AuthSettings.secret(password);
		Check.that("auth.basic.password", (username == null) == (password == null),
				"be set together with auth.basic.username", AuthSettings.shown(password));
		Check.that("auth.basic.username", username == null || username.indexOf(':') < 0,
				"not contain a colon, which ends it", "one with a colon");
	}

	/** Whether there is a name and password. */
	public boolean isSet() {
		return this.username != null;
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public BasicAuthSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String username;

		private @Nullable Secret password;

		private Builder(BasicAuthSettings settings) {
			this.username = settings.username;
			this.password = settings.password;
		}

		public Builder username(@Nullable String username) {
			this.username = username;
			return this;
		}

		public Builder password(@Nullable Secret password) {
			this.password = password;
			return this;
		}

		private BasicAuthSettings build() {
			return new BasicAuthSettings(this.username, this.password);
		}

	}

}
