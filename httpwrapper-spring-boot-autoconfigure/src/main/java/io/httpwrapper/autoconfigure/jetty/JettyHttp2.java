package io.httpwrapper.autoconfigure.jetty;

import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;

/** HTTP/2 of Jetty, whose library is optional. */
final class JettyHttp2 {

	private JettyHttp2() {
	}

	/** The first protocol is the one for http; for https both are offered. */
	static HttpClientTransport transport(ClientConnector connector) {
		return new HttpClientTransportDynamic(connector, HttpClientConnectionFactory.HTTP11,
				new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)));
	}

}
