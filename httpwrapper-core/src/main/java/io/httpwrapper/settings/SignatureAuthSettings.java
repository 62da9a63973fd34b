package io.httpwrapper.settings;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import io.httpwrapper.signature.MessageSigner;
import org.jspecify.annotations.Nullable;

/**
 * A signature of each request (RFC 9421), made anew for each attempt.
 *
 * @param keyId name by which the remote knows the key: ASCII, or null for no signature
 * @param secret the secret shared with the remote, for {@code hmac-sha256}; in Base64 if
 * it starts with {@code base64:}; or null
 * @param privateKey our own private key, in PEM (PKCS#8), or null. It may be for
 * {@code ed25519}, {@code ecdsa-p256-sha256}, {@code ecdsa-p384-sha384} or
 * {@code rsa-pss-sha512}
 * @param components what is signed: names of headers, which every request must then have,
 * and {@code @method}, {@code @target-uri}, {@code @authority}, {@code @scheme},
 * {@code @request-target}, {@code @path} and {@code @query}
 */
public record SignatureAuthSettings(@Nullable String keyId, @Nullable Secret secret, @Nullable Secret privateKey,
		List<String> components) {

	public static final SignatureAuthSettings DEFAULTS = new SignatureAuthSettings(null, null, null,
			List.of("@method", "@authority", "@path", "@query"));

	public SignatureAuthSettings {
		keyId = AuthSettings.text(keyId);
		secret = AuthSettings.secret(secret);
		privateKey = AuthSettings.secret(privateKey);
		components = (components != null)
				? components.stream().map((component) -> component.toLowerCase(Locale.ROOT)).toList() : List.of();
		Check.that("auth.signature.secret", secret == null || privateKey == null,
				"not be set where auth.signature.private-key is", AuthSettings.shown(secret));
		Check.that("auth.signature.secret", (keyId == null) == (secret == null && privateKey == null),
				"be set together with auth.signature.key-id, or auth.signature.private-key be",
				AuthSettings.shown(secret));
		Check.that("auth.signature.key-id", keyId == null || keyId.chars().allMatch((it) -> it >= 0x20 && it < 0x7f),
				"be ASCII", "other");
		Check.that("auth.signature.secret", secret == null || MessageSigner.isSecret(secret.reveal()),
				"be Base64 after base64:", "other");
		Check.that("auth.signature.private-key", privateKey == null || MessageSigner.isPrivateKey(privateKey.reveal()),
				"be a PEM of PKCS#8 (BEGIN PRIVATE KEY) with a key for Ed25519, EC P-256 or P-384, or RSA", "other");
		Check.that("auth.signature.components",
				components.stream().allMatch(MessageSigner::isComponent)
						&& components.stream().distinct().count() == components.size(),
				"be names of headers or some of " + MessageSigner.DERIVED + ", each once", components);
	}

	/** Whether requests are signed. */
	public boolean isSet() {
		return this.keyId != null;
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public SignatureAuthSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String keyId;

		private @Nullable Secret secret;

		private @Nullable Secret privateKey;

		private List<String> components;

		private Builder(SignatureAuthSettings settings) {
			this.keyId = settings.keyId;
			this.secret = settings.secret;
			this.privateKey = settings.privateKey;
			this.components = settings.components;
		}

		public Builder keyId(@Nullable String keyId) {
			this.keyId = keyId;
			return this;
		}

		public Builder secret(@Nullable Secret secret) {
			this.secret = secret;
			return this;
		}

		public Builder privateKey(@Nullable Secret privateKey) {
			this.privateKey = privateKey;
			return this;
		}

		public Builder components(List<String> components) {
			this.components = components;
			return this;
		}

		private SignatureAuthSettings build() {
			return new SignatureAuthSettings(this.keyId, this.secret, this.privateKey, this.components);
		}

	}

}
