package io.httpwrapper.autoconfigure.netty;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClientRequest;

/**
 * Removes credentials from a redirected request once it has left the scheme, host and
 * port that it was meant for. Reactor Netty 1.3.8 removes the headers, but sends cookies
 * that were set as cookies along.
 */
final class RedirectCredentialsFilter extends ChannelOutboundHandlerAdapter {

	static final String NAME = "httpwrapper.redirectCredentialsFilter";

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest request
				&& ChannelOperations.get(context.channel()) instanceof HttpClientRequest operations
				&& hasLeft(operations)) {
			request.headers()
				.remove(HttpHeaderNames.COOKIE)
				.remove(HttpHeaderNames.AUTHORIZATION)
				.remove("Signature")
				.remove("Signature-Input")
				.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
		}
		context.write(message, promise);
	}

	private static boolean hasLeft(HttpClientRequest request) {
		String[] hops = request.redirectedFrom();
		if (hops.length == 0) {
			return false;
		}
		String origin = origin(hops[0]);
		return Stream.concat(Arrays.stream(hops), Stream.of(Objects.toString(request.resourceUrl())))
			.anyMatch((hop) -> !origin.equals(origin(hop)));
	}

	/** Scheme, host and port; something unlike all others if {@code url} has none. */
	private static String origin(@Nullable String url) {
		try {
			URI uri = URI.create(Objects.toString(url));
			int port = (uri.getPort() >= 0) ? uri.getPort() : ("https".equals(uri.getScheme()) ? 443 : 80);
			return (uri.getScheme() + "://" + Objects.requireNonNull(uri.getHost()) + ":" + port)
				.toLowerCase(Locale.ROOT);
		}
		catch (IllegalArgumentException | NullPointerException ex) {
			return "unknown:" + url;
		}
	}

}
