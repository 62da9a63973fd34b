package io.httpwrapper.error;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.httpwrapper.http.Origin;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * HTTPWrapper itself ended a call. The exception has no stack trace, because that would
 * show only Reactor's operators. It builds its message only when the message is read.
 */
public abstract class ClientCallException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String client;

	private final transient @Nullable ClientRequest request;

	ClientCallException(String client, ClientRequest request) {
		super(null, null, true, false);
		this.client = client;
		this.request = request;
	}

	/**
	 * Name of the client.
	 */
	public final String client() {
		return this.client;
	}

	/**
	 * The method of the request, or null after this exception was serialized.
	 */
	public final @Nullable HttpMethod method() {
		return (this.request != null) ? this.request.method() : null;
	}

	/**
	 * The target of the request, or null after this exception was serialized.
	 */
	public final @Nullable URI uri() {
		return (this.request != null) ? this.request.url() : null;
	}

	/**
	 * The time after which another call may succeed, or empty if that is not known.
	 */
	public Optional<Duration> retryAfter() {
		return Optional.empty();
	}

	/**
	 * Method and URI, such as {@code GET http://orders/1}. User info, query and fragment
	 * are left out because they may contain secrets.
	 */
	final String requestLine() {
		URI uri = uri();
		if (uri == null) {
			return "a request";
		}
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		return method() + " " + uri.getScheme() + "://" + Origin.display(uri) + path;
	}

	/** A duration as text, such as {@code 350 ms}, {@code 4 s} or {@code 90 s}. */
	public static String text(Duration duration) {
		long millis = duration.toMillis();
		return (millis < 1000) ? millis + " ms" : Math.round(millis / 1000.0) + " s";
	}

}
