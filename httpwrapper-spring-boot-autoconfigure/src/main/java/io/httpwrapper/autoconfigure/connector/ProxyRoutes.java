package io.httpwrapper.autoconfigure.connector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

import io.httpwrapper.settings.ProxySettings;

/** The proxy settings of a client as a JDK {@link ProxySelector}. Thread-safe. */
public final class ProxyRoutes extends ProxySelector {

	private final ProxySettings settings;

	public ProxyRoutes(ProxySettings settings) {
		this.settings = settings;
	}

	@Override
	public List<Proxy> select(URI uri) {
		String host = this.settings.host();
		Integer port = this.settings.port();
		return (host != null && port != null && this.settings.isFor(uri.getHost()))
				? List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)))
				: List.of(Proxy.NO_PROXY);
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException ex) {
		// the exchange fails and tells
	}

}
