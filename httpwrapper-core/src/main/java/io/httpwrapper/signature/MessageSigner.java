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

	/** Components that are no headers (§2.2). */
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
	 * One that signs with {@code hmac-sha256}.
	 * @param keyId what the remote knows the secret by: ASCII
	 * @param components what is signed, see {@link #isComponent}
	 * @param secret the secret, see {@link #isSecret}
	 */
	public static MessageSigner bySecret(String keyId, List<String> components, String secret) {
		return new MessageSigner(keyId, components, new SignatureKey(secret)::sign);
	}

	/**
	 * One that signs with a private key, by the algorithm that goes with it.
	 * @param keyId what the remote knows the key by: ASCII
	 * @param components what is signed, see {@link #isComponent}
	 * @param pem the key, see {@link #isPrivateKey}
	 */
	public static MessageSigner byPrivateKey(String keyId, List<String> components, String pem) {
		return new MessageSigner(keyId, components, PrivateSignatureKey.read(pem)::sign);
	}

	/**
	 * Whether a secret can be used: any text, and Base64 after {@code base64:}.
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
	 * Whether there is such a component: the name of a header in lower case, or one of
	 * {@link #DERIVED}.
	 */
	public static boolean isComponent(String name) {
		return SignatureComponent.isKnown(name);
	}

	/**
	 * The request with its signature.
	 * @param created when that is made
	 * @throws IllegalStateException if a header is to be signed that it has not
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
