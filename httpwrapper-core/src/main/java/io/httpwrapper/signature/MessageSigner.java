package io.httpwrapper.signature;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Signs requests (RFC 9421). Immutable, thread-safe.
 */
public final class MessageSigner {

	/** The components that are not headers (§2.2). */
	public static final List<String> DERIVED = SignatureComponent.DERIVED;

	private static final String LABEL = "sig1";

	private final String keyId;

	private final List<String> components;

	private final UnaryOperator<String> key;

	private MessageSigner(String keyId, List<String> components, UnaryOperator<String> key) {
		this.keyId = keyId;
		this.components = List.copyOf(components);
		this.key = key;
	}

	/**
	 * A signer that uses {@code hmac-sha256}.
	 * @param keyId the name under which the remote knows the secret; ASCII
	 * @param components what is signed, see {@link #isComponent}
	 * @param secret the secret, see {@link #isSecret}
	 */
	public static MessageSigner bySecret(String keyId, List<String> components, String secret) {
		return new MessageSigner(keyId, components, new SignatureKey(secret)::sign);
	}

	/**
	 * A signer that uses a private key, with the algorithm of that key.
	 * @param keyId the name under which the remote knows the key; ASCII
	 * @param components what is signed, see {@link #isComponent}
	 * @param pem the key, see {@link #isPrivateKey}
	 */
	public static MessageSigner byPrivateKey(String keyId, List<String> components, String pem) {
		return new MessageSigner(keyId, components, PrivateSignatureKey.read(pem)::sign);
	}

	/**
	 * Whether a secret can be used: any text, or Base64 after {@code base64:}.
	 */
	public static boolean isSecret(String text) {
		return SignatureKey.isReadable(text);
	}

	/**
	 * Whether a private key can be used: a PEM of PKCS#8, not encrypted, with a key for
	 * {@code ed25519}, {@code ecdsa-p256-sha256}, {@code ecdsa-p384-sha384} or
	 * {@code rsa-pss-sha512} (§3.3).
	 */
	public static boolean isPrivateKey(String pem) {
		return PrivateSignatureKey.isReadable(pem);
	}

	/**
	 * Whether a name is a component: the name of a header in lower case, or one of
	 * {@link #DERIVED}.
	 */
	public static boolean isComponent(String name) {
		return SignatureComponent.isKnown(name);
	}

	/**
	 * Returns the request with its signature.
	 * @param created the time of the signature
	 * @throws IllegalStateException if the request lacks a header that has to be signed
	 */
	public ClientRequest signed(ClientRequest request, Instant created) {
		String parameters = this.components.stream()
			.map((name) -> "\"" + name + "\"")
			.collect(Collectors.joining(" ", "(", ")")) + ";created=" + created.getEpochSecond() + ";keyid=\""
				+ this.keyId.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
		String base = this.components.stream()
			.map((name) -> "\"" + name + "\": " + SignatureComponent.value(name, request) + "\n")
			.collect(Collectors.joining()) + "\"@signature-params\": " + parameters;
		String signature = this.key.apply(base);
		return ClientRequest.from(request).headers((headers) -> {
			headers.set("Signature-Input", LABEL + "=" + parameters);
			headers.set("Signature", LABEL + "=:" + signature + ":");
		}).build();
	}

}
