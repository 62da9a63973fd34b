package io.httpwrapper.pipeline;

import java.util.List;
import java.util.Locale;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * A signature of each request by {@code hmac-sha256} (RFC 9421), made anew for each
 * attempt.
 *
 * @param keyId what the remote knows the secret by: ASCII, or null for no signature
 * @param secret the secret shared with the remote; in Base64 if it starts with
 * {@code base64:}; set where {@code key-id} is
 * @param components what is signed: names of headers, which requests must then have, and
 * {@code @method}, {@code @target-uri}, {@code @authority}, {@code @scheme},
 * {@code @request-target}, {@code @path} and {@code @query}
 */
public record SignatureAuthSettings(@Nullable String keyId, @Nullable Secret secret, List<String> components) {

	public static final SignatureAuthSettings DEFAULTS = new SignatureAuthSettings(null, null,
			List.of("@method", "@authority", "@path", "@query"));

	public SignatureAuthSettings {
		keyId = AuthSettings.text(keyId);
		secret = AuthSettings.secret(secret);
		components = (components != null)
				? components.stream().map((component) -> component.toLowerCase(Locale.ROOT)).toList() : List.of();
		Check.that("auth.signature.secret", (keyId == null) == (secret == null),
				"be set together with auth.signature.key-id", AuthSettings.shown(secret));
		Check.that("auth.signature.key-id", keyId == null || keyId.chars().allMatch((it) -> it >= 0x20 && it < 0x7f),
				"be ASCII", "other");
		Check.that("auth.signature.secret", secret == null || SignatureKey.isReadable(secret),
				"be Base64 after base64:", "other");
		Check.that("auth.signature.components",
				components.stream().allMatch(SignatureComponent::isKnown)
						&& components.stream().distinct().count() == components.size(),
				"be names of headers or some of " + SignatureComponent.DERIVED + ", each once", components);
	}

	boolean isSet() {
		return this.keyId != null;
	}

}
