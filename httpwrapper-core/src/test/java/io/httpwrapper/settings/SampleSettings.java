package io.httpwrapper.settings;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.StatusRange;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Settings to change, and values to change them to.
 */
final class SampleSettings {

	private SampleSettings() {
	}

	/**
	 * The defaults, unless these leave a component that cannot be changed alone.
	 */
	static List<Object> of(Class<?> type) throws ReflectiveOperationException {
		if (type.equals(RateLimit.class)) {
			return List.of(RateLimit.of(10, Duration.ofSeconds(1)));
		}
		if (type.equals(RateLimitSettings.class)) {
			return List.of(RateLimitSettings.DEFAULTS.with((limit) -> limit.permits(10)));
		}
		if (type.equals(BasicAuthSettings.class)) {
			return List.of(BasicAuthSettings.DEFAULTS
				.with((basic) -> basic.username("shop").password(Secret.valueOf("s3cret"))));
		}
		if (type.equals(ProxySettings.class)) {
			return List.of(ProxySettings.DEFAULTS.with((proxy) -> proxy.host("proxy.internal")
				.port(3128)
				.username("shop")
				.password(Secret.valueOf("s3cret"))));
		}
		if (type.equals(SignatureAuthSettings.class)) {
			SignatureAuthSettings defaults = SignatureAuthSettings.DEFAULTS;
			return List.of(defaults.with((signature) -> signature.keyId("shop").secret(Secret.valueOf("s3cret"))),
					defaults.with((signature) -> signature.keyId("shop").privateKey(privateKey())));
		}
		return List.of(type.getField("DEFAULTS").get(null));
	}

	/**
	 * A value that a component does not have yet.
	 * @param number of the component: others of its type get others
	 */
	static Object other(RecordComponent component, Object settings, int number) throws ReflectiveOperationException {
		Object old = component.getAccessor().invoke(settings);
		return switch (component.getName()) {
			case "contentType" -> "text/plain";
			case "key" -> "header:X-Tenant";
			case "privateKey" -> privateKey();
			case "components" -> List.of("@method");
			default -> other(component.getGenericType().getTypeName(), component.getType(), old, number + 1);
		};
	}

	private static Object other(String typeName, Class<?> type, @Nullable Object old, int number)
			throws ReflectiveOperationException {
		if (type.isEnum()) {
			return (old != type.getEnumConstants()[0]) ? type.getEnumConstants()[0] : type.getEnumConstants()[1];
		}
		if (SettingsBuildersTests.isSettings(type)) {
			return changed(Objects.requireNonNull(old));
		}
		return switch (typeName.replaceAll("[a-z0-9]+\\.", "")) {
			case "boolean" -> !Boolean.TRUE.equals(old);
			case "Boolean" -> true;
			case "int", "Integer" -> (old instanceof Integer value) ? value + number : 200 + number;
			case "double" -> number / 100.0;
			case "String" -> "text-" + number;
			case "Duration" -> ((old instanceof Duration value) ? value : Duration.ZERO).plusMillis(number);
			case "DataSize" -> DataSize.ofBytes(((DataSize) Objects.requireNonNull(old)).toBytes() + number);
			case "URI" -> URI.create("https://orders.internal");
			case "Secret" -> Secret.valueOf("secret-" + number);
			case "ConcurrencyLimit" -> ConcurrencyLimit.of(number);
			case "FallbackBody" -> FallbackBody.valueOf("text-" + number);
			case "Set<String>" -> Set.of("text-" + number);
			case "Set<FallbackCause>" -> Set.of(FallbackCause.TIMEOUT);
			case "List<String>" -> List.of("text-" + number);
			case "List<StatusRange>" -> List.of(StatusRange.of(500 + number));
			case "List<RateLimit>" -> List.of(RateLimit.of(number, Duration.ofSeconds(1)));
			default -> throw new AssertionError("there is no sample of " + typeName);
		};
	}

	/** Valid settings of the same kind. */
	private static Object changed(Object section) throws ReflectiveOperationException {
		Object sample = of(section.getClass()).get(0);
		RecordComponent[] components = section.getClass().getRecordComponents();
		for (int i = 0; sample.equals(section) && i < components.length; i++) {
			Object changed = SettingsBuildersTests.constructed(section, i, other(components[i], section, i));
			sample = section.getClass().isInstance(changed) ? changed : sample;
		}
		return sample;
	}

	private static Secret privateKey() {
		try {
			byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
			return Secret.valueOf("-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(key)
					+ "\n-----END PRIVATE KEY-----\n");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new AssertionError(ex);
		}
	}

}
