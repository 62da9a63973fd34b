package io.httpwrapper.settings;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A token that an authorization server issues to the application itself, for its client
 * credentials (RFC 6749 §4.4).
 *
 * @param registration the id of a registration under
 * {@code spring.security.oauth2.client.registration}, or null for no token
 */
public record OAuth2AuthSettings(@Nullable String registration) {

	public static final OAuth2AuthSettings DEFAULTS = new OAuth2AuthSettings(null);

	public OAuth2AuthSettings {
		registration = AuthSettings.text(registration);
	}

	/** Whether tokens come from an authorization server. */
	public boolean isSet() {
		return this.registration != null;
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public OAuth2AuthSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String registration;

		private Builder(OAuth2AuthSettings settings) {
			this.registration = settings.registration;
		}

		public Builder registration(@Nullable String registration) {
			this.registration = registration;
			return this;
		}

		private OAuth2AuthSettings build() {
			return new OAuth2AuthSettings(this.registration);
		}

	}

}
