package io.httpwrapper.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.http.Origin;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * One redirect that is to be followed (RFC 9110 §15.4).
 *
 * @param method method of the next request: {@code GET} after a 303, and after a 301 or
 * 302 to a {@code POST}
 * @param target where it goes
 * @param hops how many redirects were followed, this one included
 * @param withoutBody whether the body is left out, since the method changed
 * @param origin where the first request was meant to go
 * @param abroad whether any of the redirects left that origin
 */
record Redirect(HttpMethod method, URI target, int hops, boolean withoutBody, Origin origin, boolean abroad) {

	/** As the Fetch standard has it; the response to the last one is passed on. */
	private static final int MOST = 20;

	private static final List<String> CREDENTIALS = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE,
			HttpHeaders.PROXY_AUTHORIZATION, "Signature", "Signature-Input");

	private static final List<String> OF_THE_BODY = List.of(HttpHeaders.CONTENT_LENGTH, HttpHeaders.CONTENT_TYPE,
			HttpHeaders.CONTENT_ENCODING, HttpHeaders.CONTENT_LANGUAGE, HttpHeaders.CONTENT_LOCATION,
			HttpHeaders.TRANSFER_ENCODING, "Content-Digest");

	/** What follows from the response to a request, or null if it is to be passed on. */
	static @Nullable Redirect first(HttpMethod method, URI uri, ClientHttpResponse response) {
		int status = response.getStatusCode().value();
		return (status >= 301 && status <= 308)
				? new Redirect(method, uri, 0, false, Origin.of(uri), false).next(response) : null;
	}

	/** What follows from the response to this, or null if it is to be passed on. */
	@Nullable Redirect next(ClientHttpResponse response) {
		int status = response.getStatusCode().value();
		URI location = location(response);
		if (location == null || this.hops == MOST) {
			return null;
		}
		boolean toGet = this.method != HttpMethod.GET && this.method != HttpMethod.HEAD
				&& (status == 303 || (this.method == HttpMethod.POST && (status == 301 || status == 302)));
		return switch (status) {
			case 301, 302, 303, 307, 308 -> new Redirect(toGet ? HttpMethod.GET : this.method, location, this.hops + 1,
					this.withoutBody || toGet, this.origin, this.abroad || !this.origin.isOf(location));
			default -> null;
		};
	}

	/** The next URI, or null if it is not to be followed, as http after https is not. */
	private @Nullable URI location(ClientHttpResponse response) {
		String location = response.getHeaders().getFirst(HttpHeaders.LOCATION);
		if (location == null) {
			return null;
		}
		try {
			URI resolved = resolve(URI.create(location));
			boolean secure = "https".equalsIgnoreCase(resolved.getScheme());
			boolean plain = "http".equalsIgnoreCase(resolved.getScheme())
					&& !"https".equalsIgnoreCase(this.target.getScheme());
			return (!Origin.host(resolved).isEmpty() && (secure || plain)) ? resolved : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * As RFC 3986 §5.2 has it: {@link URI#resolve} follows an older one, where a
	 * reference without a path replaces the last segment, and puts a path right behind a
	 * host that has none.
	 */
	private URI resolve(URI reference) {
		if (reference.isAbsolute() || reference.getRawAuthority() != null) {
			return this.target.resolve(reference);
		}
		String path = path(this.target);
		String document = this.target.getScheme() + "://" + this.target.getRawAuthority()
				+ (path.isEmpty() ? "/" : path);
		if (!path(reference).isEmpty()) {
			return URI.create(document).resolve(reference);
		}
		String query = (reference.getRawQuery() != null) ? reference.getRawQuery() : this.target.getRawQuery();
		return URI.create((query != null) ? document + "?" + query : document);
	}

	private static String path(URI uri) {
		return Objects.requireNonNullElse(uri.getRawPath(), "");
	}

	/** A request to the target, without what must not go there. */
	ClientHttpRequest fit(ClientHttpRequest request) {
		request.beforeCommit(() -> Mono.fromRunnable(() -> {
			if (this.abroad) {
				CREDENTIALS.forEach(request.getHeaders()::remove);
				request.getCookies().clear();
			}
			if (this.withoutBody) {
				OF_THE_BODY.forEach(request.getHeaders()::remove);
			}
		}));
		return this.withoutBody ? new Bodiless(request) : request;
	}

	private static final class Bodiless extends ClientHttpRequestDecorator {

		Bodiless(ClientHttpRequest request) {
			super(request);
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			// what is encoded already has to be released; what is not is not asked for
			return Flux.from(body).doOnNext(DataBufferUtils::release).next().then(Mono.defer(this::setComplete));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return setComplete();
		}

	}

}
