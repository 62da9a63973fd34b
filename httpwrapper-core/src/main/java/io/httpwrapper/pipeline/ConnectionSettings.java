package io.httpwrapper.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * How connections are made and what the engine does by itself.
 *
 * @param followRedirects whether redirects are followed; credentials never go along to
 * another host
 * @param compression whether compressed responses are asked for and unpacked
 * @param sslBundle name of the SSL bundle ({@code spring.ssl.bundle.*}) with the trust
 * and key material, or null for the JVM's
 */
public record ConnectionSettings(boolean followRedirects, boolean compression, @Nullable String sslBundle) {

	public static final ConnectionSettings DEFAULTS = new ConnectionSettings(true, true, null);

}
