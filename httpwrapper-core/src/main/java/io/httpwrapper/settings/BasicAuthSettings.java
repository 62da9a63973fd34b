package io.httpwrapper.settings;

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

}
