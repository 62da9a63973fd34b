package io.httpwrapper.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A private key with its algorithm of RFC 9421 §3.3: {@code ed25519},
 * {@code ecdsa-p256-sha256}, {@code ecdsa-p384-sha384} or {@code rsa-pss-sha512}.
 * Immutable.
 */
final class PrivateSignatureKey {

	private static final Pattern PEM = Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----",
			Pattern.DOTALL);

	private static final AlgorithmParameterSpec PSS = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512,
			64, PSSParameterSpec.TRAILER_FIELD_BC);

	private final PrivateKey key;

	private final String algorithm;

	private final @Nullable AlgorithmParameterSpec parameters;

	private PrivateSignatureKey(PrivateKey key, String algorithm, @Nullable AlgorithmParameterSpec parameters) {
		this.key = key;
		this.algorithm = algorithm;
		this.parameters = parameters;
	}

	/**
	 * Reads a key.
	 * @param pem a PEM of PKCS#8, not encrypted
	 * @throws IllegalArgumentException if it is not such a PEM, or a key of another kind
	 */
	static PrivateSignatureKey read(String pem) {
		Matcher found = PEM.matcher(pem);
		if (!found.find()) {
			throw new IllegalArgumentException("no PEM");
		}
		PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
		for (String kind : List.of("Ed25519", "EC", "RSA")) {
			try {
				return of(kind, KeyFactory.getInstance(kind).generatePrivate(encoded));
			}
			catch (InvalidKeySpecException ex) {
				// a key of another kind: try the next one
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("Every JDK has " + kind, ex);
			}
		}
		throw new IllegalArgumentException("a key of another kind");
	}

	static boolean isReadable(String pem) {
		try {
			read(pem);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static PrivateSignatureKey of(String kind, PrivateKey key) {
		if (key instanceof ECKey curve) {
			return switch (curve.getParams().getOrder().bitLength()) {
				case 256 -> new PrivateSignatureKey(key, "SHA256withECDSAinP1363Format", null);
				case 384 -> new PrivateSignatureKey(key, "SHA384withECDSAinP1363Format", null);
				default -> throw new IllegalArgumentException("a curve of another kind");
			};
		}
		return kind.equals("RSA") ? new PrivateSignatureKey(key, "RSASSA-PSS", PSS)
				: new PrivateSignatureKey(key, kind, null);
	}

	/** The signature of {@code text}, in Base64. */
	String sign(String text) {
		try {
			Signature signature = Signature.getInstance(this.algorithm);
			signature.initSign(this.key);
			if (this.parameters != null) {
				signature.setParameter(this.parameters);
			}
			signature.update(text.getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The private key of auth.signature cannot sign", ex);
		}
	}

}
