package io.httpwrapper.settings;

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

}
