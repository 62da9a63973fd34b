package io.httpwrapper.autoconfigure.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.httpwrapper.settings.ConnectionSettings;
import io.httpwrapper.settings.DnsSettings;
import io.httpwrapper.settings.HttpVersion;
import io.httpwrapper.settings.ProxySettings;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.NameResolverProvider.NameResolverSpec;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;

/** Configures the connections of Reactor Netty: HTTP version, proxy, name resolution. */
final class NettyConnections {

	private NettyConnections() {
	}

	static HttpClient fitted(HttpClient engine, ConnectionSettings settings, @Nullable SslBundle bundle) {
		HttpClient fitted = engine;
		if (settings.httpVersion() == HttpVersion.HTTP_2) {
			fitted = http2(fitted, bundle);
		}
		if (settings.proxy().isSet()) {
			fitted = fitted.proxy((type) -> proxy(type, settings.proxy()));
		}
		return settings.dns().isSet() ? fitted.resolver((resolver) -> dns(resolver, settings.dns())) : fitted;
	}

	/** With a bundle, Boot's own context does not offer HTTP/2 in the handshake. */
	private static HttpClient http2(HttpClient engine, @Nullable SslBundle bundle) {
		HttpClient http2 = engine.protocol(HttpProtocol.H2, HttpProtocol.HTTP11);
		if (bundle == null) {
			return http2;
		}
		SslProvider.GenericSslContextSpec<SslContextBuilder> context = Http2SslContextSpec.forClient()
			.configure((builder) -> material(builder, bundle));
		return http2.secure((ssl) -> ssl.sslContext(context));
	}

	private static void material(SslContextBuilder context, SslBundle bundle) {
		SslManagerBundle managers = bundle.getManagers();
		SslOptions options = bundle.getOptions();
		context.keyManager(managers.getKeyManagerFactory()).trustManager(managers.getTrustManagerFactory());
		if (options.getCiphers() != null) {
			context.ciphers(SslOptions.asSet(options.getCiphers()));
		}
		if (options.getEnabledProtocols() != null) {
			context.protocols(options.getEnabledProtocols());
		}
	}

	private static void proxy(ProxyProvider.TypeSpec type, ProxySettings settings) {
		ProxyProvider.Builder proxy = type.type(ProxyProvider.Proxy.HTTP)
			.host(String.valueOf(settings.host()))
			.port((settings.port() != null) ? settings.port() : 0)
			.nonProxyHostsPredicate((target) -> !settings.isFor(host(target)));
		if (settings.username() != null && settings.password() != null) {
			String password = settings.password().reveal();
			proxy.username(settings.username()).password((user) -> password);
		}
	}

	private static @Nullable String host(SocketAddress target) {
		return (target instanceof InetSocketAddress address) ? address.getHostString() : null;
	}

	static void dns(NameResolverSpec resolver, DnsSettings settings) {
		if (settings.maxTtl() != null) {
			resolver.cacheMaxTimeToLive(settings.maxTtl());
		}
		if (settings.negativeTtl() != null) {
			resolver.cacheNegativeTimeToLive(settings.negativeTtl());
		}
		if (settings.queryTimeout() != null) {
			resolver.queryTimeout(settings.queryTimeout());
		}
		resolver.dnsAddressResolverGroupProvider((names) -> group(names, settings));
	}

	/** Netty counts in seconds, and some of its caches refuse to keep nothing. */
	static DnsAddressResolverGroup group(DnsNameResolverBuilder names, DnsSettings settings) {
		if (settings.maxTtl() != null && settings.maxTtl().toSeconds() == 0) {
			names.cnameCache(NoopDnsCnameCache.INSTANCE)
				.authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE);
		}
		return new DnsAddressResolverGroup(names);
	}

}
