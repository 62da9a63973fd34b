package io.httpwrapper.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to the remote: one kind of credentials at most, which go with requests to
 * the host of {@code base-url} only, if that is set.
 *
 * @param basic a user name and a password
 * @param bearer a token
 * @param signature a signature of each request
 * @param oauth2 a token from an authorization server
 */
public record AuthSettings(BasicAuthSettings basic, BearerAuthSettings bearer, SignatureAuthSettings signature,
		OAuth2AuthSettings oauth2) {

	public static final AuthSettings DEFAULTS = new AuthSettings(BasicAuthSettings.DEFAULTS,
			BearerAuthSettings.DEFAULTS, SignatureAuthSettings.DEFAULTS, OAuth2AuthSettings.DEFAULTS);

	public AuthSettings {
		// the binder has none of a section that has neither values nor defaults
		basic = (basic != null) ? basic : BasicAuthSettings.DEFAULTS;
		bearer = (bearer != null) ? bearer : BearerAuthSettings.DEFAULTS;
		oauth2 = (oauth2 != null) ? oauth2 : OAuth2AuthSettings.DEFAULTS;
		List<String> kinds = new ArrayList<>();
		add(kinds, basic.isSet(), "auth.basic");
		add(kinds, bearer.isSet(), "auth.bearer");
		add(kinds, signature.isSet(), "auth.signature");
		add(kinds, oauth2.isSet(), "auth.oauth2");
		Check.that("auth", kinds.size() <= 1,
				"be of one kind (set the properties of the others to nothing if they come from the defaults)", kinds);
	}

	private static void add(List<String> kinds, boolean set, String kind) {
		if (set) {
			kinds.add(kind);
		}
	}

	/** Whether requests get credentials. */
	public boolean isSet() {
		return this.basic.isSet() || this.bearer.isSet() || this.signature.isSet() || this.oauth2.isSet();
	}

	/** An empty text takes back what the defaults have. */
	static @Nullable String text(@Nullable String text) {
		return (text != null && !text.isBlank()) ? text : null;
	}

	static @Nullable Secret secret(@Nullable Secret secret) {
		return (secret != null && !secret.reveal().isEmpty()) ? secret : null;
	}

	static String shown(@Nullable Secret secret) {
		return (secret != null) ? "set" : "nothing";
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public AuthSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private BasicAuthSettings basic;

		private BearerAuthSettings bearer;

		private SignatureAuthSettings signature;

		private OAuth2AuthSettings oauth2;

		private Builder(AuthSettings settings) {
			this.basic = settings.basic;
			this.bearer = settings.bearer;
			this.signature = settings.signature;
			this.oauth2 = settings.oauth2;
		}

		public Builder basic(BasicAuthSettings basic) {
			this.basic = basic;
			return this;
		}

		public Builder basic(Consumer<BasicAuthSettings.Builder> change) {
			this.basic = this.basic.with(change);
			return this;
		}

		public Builder bearer(BearerAuthSettings bearer) {
			this.bearer = bearer;
			return this;
		}

		public Builder bearer(Consumer<BearerAuthSettings.Builder> change) {
			this.bearer = this.bearer.with(change);
			return this;
		}

		public Builder signature(SignatureAuthSettings signature) {
			this.signature = signature;
			return this;
		}

		public Builder signature(Consumer<SignatureAuthSettings.Builder> change) {
			this.signature = this.signature.with(change);
			return this;
		}

		public Builder oauth2(OAuth2AuthSettings oauth2) {
			this.oauth2 = oauth2;
			return this;
		}

		public Builder oauth2(Consumer<OAuth2AuthSettings.Builder> change) {
			this.oauth2 = this.oauth2.with(change);
			return this;
		}

		private AuthSettings build() {
			return new AuthSettings(this.basic, this.bearer, this.signature, this.oauth2);
		}

	}

}
