package io.httpwrapper.settings;

import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * A token that is sent with each request (RFC 6750).
 *
 * @param token the token, or null
 * @param tokenFile path of a file with the token, or null. The file is read again when
 * the token is used a second or more later, and at once when the remote refuses the token
 */
public record BearerAuthSettings(@Nullable Secret token, @Nullable String tokenFile) {

	public static final BearerAuthSettings DEFAULTS = new BearerAuthSettings(null, null);

	public BearerAuthSettings {
		token = AuthSettings.secret(token);
		tokenFile = AuthSettings.text(tokenFile);
		Check.that("auth.bearer.token", token == null || tokenFile == null,
				"not be set where auth.bearer.token-file is", AuthSettings.shown(token));
	}

	/** Whether there is a token, or a file of one. */
	public boolean isSet() {
		return this.token != null || this.tokenFile != null;
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public BearerAuthSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable Secret token;

		private @Nullable String tokenFile;

		private Builder(BearerAuthSettings settings) {
			this.token = settings.token;
			this.tokenFile = settings.tokenFile;
		}

		public Builder token(@Nullable Secret token) {
			this.token = token;
			return this;
		}

		public Builder tokenFile(@Nullable String tokenFile) {
			this.tokenFile = tokenFile;
			return this;
		}

		private BearerAuthSettings build() {
			return new BearerAuthSettings(this.token, this.tokenFile);
		}

	}

}
