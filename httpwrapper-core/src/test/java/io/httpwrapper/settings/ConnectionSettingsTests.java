package io.httpwrapper.settings;

import java.time.Duration;
import java.util.List;

import io.httpwrapper.policy.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConnectionSettingsTests {

	@ParameterizedTest
	@CsvSource({ "orders.test,true", "stock,false", "STOCK,false", "mystock,true", "db.internal,false",
			"a.b.internal,false", "internal,true", "db.internal.test,true" })
	void proxyIsForAllHostsButThoseThatAreExcepted(String host, boolean proxied) {
		ProxySettings proxy = proxy("proxy", 3128, null, null, "stock", "*.Internal");

		assertThat(proxy.isFor(host)).isEqualTo(proxied);
	}

	@Test
	void exceptionsWithoutAProxyAreNoProxy() {
		ProxySettings none = proxy(null, null, null, null, "stock");

		assertThat(none.isSet()).isFalse();
		assertThat(none.isFor("orders")).isFalse();
	}

	@Test
	void emptyHostTakesTheProxyOfTheDefaultsBack() {
		assertThat(proxy("", 3128, "", "").isSet()).isFalse();
	}

	@Test
	void passwordOfTheProxyIsShownNowhere() {
		assertThat(proxy("proxy", 3128, "me", "hush").toString()).contains("me").doesNotContain("hush");
	}

	@Test
	void proxyWithoutItsOtherHalfIsRefused() {
		refused("connection.proxy.port", () -> proxy("proxy", null, null, null));
		refused("connection.proxy.port", () -> proxy("proxy", 65536, null, null));
		refused("connection.proxy.password", () -> proxy("proxy", 3128, "me", null));
		refused("connection.proxy.password", () -> proxy("proxy", 3128, null, "hush"));
		refused("connection.proxy.no-proxy", () -> proxy("proxy", 3128, null, null, "in*ternal"));
		refused("connection.proxy.no-proxy", () -> proxy("proxy", 3128, null, null, " "));
	}

	@Test
	void protectionThatAProxyWouldUndoIsRefused() {
		refused("connection.ssrf-protection",
				() -> ConnectionSettings.DEFAULTS.with((it) -> it.followRedirects(true)
					.compression(true)
					.sslBundle(null)
					.httpVersion(HttpVersion.HTTP_1_1)
					.ssrfProtection(true)
					.proxy(proxy("proxy", 3128, null, null))));
	}

	@Test
	void timesOfNamesThatCannotBeAreRefused() {
		Duration negative = Duration.ofSeconds(-1);

		refused("connection.dns.max-ttl", () -> DnsSettings.DEFAULTS.with((it) -> it.maxTtl(negative)));
		refused("connection.dns.negative-ttl", () -> DnsSettings.DEFAULTS.with((it) -> it.negativeTtl(negative)));
		refused("connection.dns.query-timeout",
				() -> DnsSettings.DEFAULTS.with((it) -> it.queryTimeout(Duration.ZERO)));
	}

	private static void refused(String property, Runnable settings) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(settings::run)
			.withMessageContaining(property);
	}

	private static ProxySettings proxy(@Nullable String host, @Nullable Integer port, @Nullable String username,
			@Nullable String password, String... noProxy) {
		return ProxySettings.DEFAULTS.with((it) -> it.host(host)
			.port(port)
			.username(username)
			.password((password != null) ? Secret.valueOf(password) : null)
			.noProxy(List.of(noProxy)));
	}

}
