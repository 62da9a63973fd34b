package io.httpwrapper.connector;

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
 * A redirect to follow (RFC 9110 §15.4).
 *
 * @param method method of the next request: {@code GET} after a 303, and after a 301 or
 * 302 to a {@code POST}
 * @param target where it goes
 * @param hops number of redirects followed, including this one
 * @param withoutBody whether the body is left out, because the method has changed
 * @param origin scheme, host and port of the first request
 * @param crossOrigin whether any redirect so far led to another origin; stays true
 */
record Redirect(HttpMethod method, URI target, int hops, boolean withoutBody, Origin origin, boolean crossOrigin) {

	/** The limit of the Fetch standard; the response to the last request is passed on. */
	private static final int LIMIT = 20;

	private static final List<String> CREDENTIALS = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE,
			HttpHeaders.PROXY_AUTHORIZATION, "Signature", "Signature-Input");

	private static final List<String> BODY_HEADERS = List.of(HttpHeaders.CONTENT_LENGTH, HttpHeaders.CONTENT_TYPE,
			HttpHeaders.CONTENT_ENCODING, HttpHeaders.CONTENT_LANGUAGE, HttpHeaders.CONTENT_LOCATION,
			HttpHeaders.TRANSFER_ENCODING, "Content-Digest");

	/** The redirect that a response asks for, or null if the response is passed on. */
	static @Nullable Redirect first(HttpMethod method, URI uri, ClientHttpResponse response) {
		int status = response.getStatusCode().value();
		return (status >= 301 && status <= 308)
				? new Redirect(method, uri, 0, false, Origin.of(uri), false).next(response) : null;
	}

	/** The next redirect after this one, or null if the response is passed on. */
	@Nullable Redirect next(ClientHttpResponse response) {
		int status = response.getStatusCode().value();
		URI location = location(response);
		if (location == null || this.hops == LIMIT) {
			return null;
		}
		boolean toGet = this.method != HttpMethod.GET && this.method != HttpMethod.HEAD
				&& (status == 303 || (this.method == HttpMethod.POST && (status == 301 || status == 302)));
		return switch (status) {
			case 301, 302, 303, 307, 308 -> new Redirect(toGet ? HttpMethod.GET : this.method, location, this.hops + 1,
					this.withoutBody || toGet, this.origin, this.crossOrigin || !this.origin.isOf(location));
			default -> null;
		};
	}

	/** The target, or null if it is neither http nor https, or http after https. */
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
	 * Resolves a reference by RFC 3986 §5.2. {@link URI#resolve} follows an older RFC: a
	 * reference without a path replaces the last segment, and a path is appended directly
	 * to a host that has none.
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

	/** The request to the target, without the headers and body that must not go there. */
	ClientHttpRequest applyTo(ClientHttpRequest request) {
		request.beforeCommit(() -> Mono.fromRunnable(() -> {
			if (this.crossOrigin) {
				CREDENTIALS.forEach(request.getHeaders()::remove);
				request.getCookies().clear();
			}
			if (this.withoutBody) {
				BODY_HEADERS.forEach(request.getHeaders()::remove);
			}
		}));
		return this.withoutBody ? new WithoutBody(request) : request;
	}

	private static final class WithoutBody extends ClientHttpRequestDecorator {

		WithoutBody(ClientHttpRequest request) {
			super(request);
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			// a buffer that is encoded already has to be released; further ones are not
			// requested
			return Flux.from(body).doOnNext(DataBufferUtils::release).next().then(Mono.defer(this::setComplete));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return setComplete();
		}

	}

}
