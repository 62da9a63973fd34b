package io.httpwrapper.autoconfigure.jetty;

import io.httpwrapper.settings.ProxySettings;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The proxy of a client.
 */
final class JettyProxy extends HttpProxy {

	private final ProxySettings settings;

	private JettyProxy(ProxySettings settings) {
		super(String.valueOf(settings.host()), (settings.port() != null) ? settings.port() : 0);
		this.settings = settings;
	}

	static void add(HttpClient engine, ProxySettings settings) {
		JettyProxy proxy = new JettyProxy(settings);
		engine.getProxyConfiguration().addProxy(proxy);
		if (settings.username() != null && settings.password() != null) {
			engine.getAuthenticationStore()
				.addAuthenticationResult(new BasicAuthentication.BasicResult(proxy.getURI(),
						HttpHeader.PROXY_AUTHORIZATION, settings.username(), settings.password().reveal()));
		}
	}

	@Override
	public boolean matches(Origin origin) {
		return super.matches(origin) && this.settings.isFor(origin.getAddress().getHost());
	}

}
