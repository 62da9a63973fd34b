package io.httpwrapper.settings;

import java.util.function.Consumer;

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

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public ConnectionSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean followRedirects;

		private boolean compression;

		private @Nullable String sslBundle;

		private HttpVersion httpVersion;

		private boolean ssrfProtection;

		private ProxySettings proxy;

		private DnsSettings dns;

		private Builder(ConnectionSettings settings) {
			this.followRedirects = settings.followRedirects;
			this.compression = settings.compression;
			this.sslBundle = settings.sslBundle;
			this.httpVersion = settings.httpVersion;
			this.ssrfProtection = settings.ssrfProtection;
			this.proxy = settings.proxy;
			this.dns = settings.dns;
		}

		public Builder followRedirects(boolean followRedirects) {
			this.followRedirects = followRedirects;
			return this;
		}

		public Builder compression(boolean compression) {
			this.compression = compression;
			return this;
		}

		public Builder sslBundle(@Nullable String sslBundle) {
			this.sslBundle = sslBundle;
			return this;
		}

		public Builder httpVersion(HttpVersion httpVersion) {
			this.httpVersion = httpVersion;
			return this;
		}

		public Builder ssrfProtection(boolean ssrfProtection) {
			this.ssrfProtection = ssrfProtection;
			return this;
		}

		public Builder proxy(ProxySettings proxy) {
			this.proxy = proxy;
			return this;
		}

		public Builder proxy(Consumer<ProxySettings.Builder> change) {
			this.proxy = this.proxy.with(change);
			return this;
		}

		public Builder dns(DnsSettings dns) {
			this.dns = dns;
			return this;
		}

		public Builder dns(Consumer<DnsSettings.Builder> change) {
			this.dns = this.dns.with(change);
			return this;
		}

		private ConnectionSettings build() {
			return new ConnectionSettings(this.followRedirects, this.compression, this.sslBundle, this.httpVersion,
					this.ssrfProtection, this.proxy, this.dns);
		}

	}

}
