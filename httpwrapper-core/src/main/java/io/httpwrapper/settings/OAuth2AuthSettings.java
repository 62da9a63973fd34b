package io.httpwrapper.settings;

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

}
