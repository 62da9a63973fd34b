package io.httpwrapper.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key for {@code hmac-sha256} signatures. Immutable.
 */
final class SignatureKey {

	private static final String BASE64 = "base64:";

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	SignatureKey(String secret) {
		this.key = new SecretKeySpec(bytes(secret), ALGORITHM);
	}

	static boolean isReadable(String secret) {
		try {
			return bytes(secret).length > 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static byte[] bytes(String text) {
		return text.startsWith(BASE64) ? Base64.getDecoder().decode(text.substring(BASE64.length()))
				: text.getBytes(StandardCharsets.UTF_8);
	}

	/** The signature of {@code text}, in Base64. */
	String sign(String text) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

}
