package io.httpwrapper.settings;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made, and which features of the engine are used.
 *
 * @param followRedirects whether redirects are followed; credentials are never sent to
 * another origin
 * @param compression whether the client asks for compressed responses and decompresses
 * them
 * @param sslBundle name of the SSL bundle ({@code spring.ssl.bundle.*}) with the trust
 * and key material, or null for the JVM's
 * @param httpVersion which version of HTTP is used
 * @param ssrfProtection whether connections to addresses that are not public are refused;
 * for clients whose URLs come from others
 * @param proxy the proxy on the way
 * @param dns how long addresses are kept
 */
public record ConnectionSettings(boolean followRedirects, boolean compression, @Nullable String sslBundle,
		HttpVersion httpVersion, boolean ssrfProtection, ProxySettings proxy, DnsSettings dns) {

	public static final ConnectionSettings DEFAULTS = new ConnectionSettings(true, true, null, HttpVersion.HTTP_1_1,
			false, ProxySettings.DEFAULTS, DnsSettings.DEFAULTS);

	public ConnectionSettings {
		// the binder has none of a section that has neither values nor defaults
		proxy = (proxy != null) ? proxy : ProxySettings.DEFAULTS;
		dns = (dns != null) ? dns : DnsSettings.DEFAULTS;
		Check.that("connection.ssrf-protection", !ssrfProtection || !proxy.isSet(),
				"not be combined with connection.proxy.host, since then the proxy looks names up and connects",
				ssrfProtection);
	}

}
