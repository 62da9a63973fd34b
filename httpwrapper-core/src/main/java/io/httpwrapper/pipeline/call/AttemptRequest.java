package io.httpwrapper.pipeline.call;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.httpwrapper.call.Call;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.publisher.Mono;

/**
 * The request of one attempt, from the stage that makes it to the connector. Several
 * attempts of one call may be under way at once, also to different hosts. This class
 * holds the data of one attempt; the data that all attempts share is in the
 * {@link CallRequest}.
 */
public final class AttemptRequest extends DelegatingRequest implements Call {

	private final CallRequest call;

	private final int number;

	/** The URL that the client has chosen, or null for the request's own URL. */
	private @Nullable URI chosen;

	private long startNanos;

	private @Nullable Verdict verdict;

	private volatile boolean redirected;

	/** Names and values in turn; null while there are none. */
	private @Nullable List<String> added;

	/** The request's own headers and the added ones; built on demand. */
	private @Nullable HttpHeaders headers;

	AttemptRequest(CallRequest call, ClientRequest request, int number) {
		super(request);
		this.call = call;
		this.number = number;
	}

	/**
	 * Starts another attempt of the same request. Both may be under way at the same time.
	 */
	public AttemptRequest another() {
		return this.call.attempt(this.request);
	}

	/**
	 * Returns {@code request} if it is an attempt already, else a new attempt of its
	 * call.
	 */
	public static AttemptRequest of(ClientRequest request) {
		return (request instanceof AttemptRequest own) ? own : CallRequest.require(request).attempt(request);
	}

	/**
	 * The attempt that a request next to the wire belongs to.
	 * @throws IllegalStateException if a plugin built the request from scratch
	 */
	public static AttemptRequest require(ClientRequest request) {
		if (Call.of(request) instanceof AttemptRequest attempt) {
			return attempt;
		}
		throw CallRequest.lost(request);
	}

	/**
	 * Marks an attempt as redirected; connectors call it when they follow a redirect. The
	 * response is then not the answer to the attempt's own URI.
	 * @param attributes the attributes of the request that follows the redirect
	 */
	public static void redirected(Map<String, Object> attributes) {
		if (attributes.get(ATTRIBUTE) instanceof AttemptRequest attempt) {
			attempt.redirected = true;
			attempt.call.redirect();
		}
	}

	public CallRequest call() {
		return this.call;
	}

	public ClientCore core() {
		return this.call.core();
	}

	@Override
	public URI url() {
		return (this.chosen != null) ? this.chosen : super.url();
	}

	/**
	 * Sends the attempt to a host that the client has chosen. Must be called before the
	 * attempt is sent.
	 * @param url the request's URL on that host
	 */
	public void sendTo(URI url) {
		this.chosen = url;
	}

	/** The URL on the host that the client has chosen, or null. */
	public @Nullable URI chosen() {
		return this.chosen;
	}

	@Override
	public String client() {
		return this.call.client();
	}

	@Override
	public int attempt() {
		return this.number;
	}

	@Override
	public @Nullable Duration remaining() {
		return this.call.remaining();
	}

	/**
	 * When the last guard let it in. Its waits before that do not count as time of the
	 * attempt.
	 */
	public long startNanos() {
		return this.startNanos;
	}

	public void startNanos(long startNanos) {
		this.startNanos = startNanos;
	}

	/** The verdict; null while it is not known. */
	public @Nullable Verdict verdict() {
		return this.verdict;
	}

	/** Sets the verdict, before the outcome is handed on. */
	public void verdict(Verdict verdict) {
		this.verdict = verdict;
		this.call.verdict(verdict);
	}

	/**
	 * Sets the verdict of an attempt that was cancelled, by the caller or because of
	 * another attempt.
	 */
	public void cancelled(Verdict verdict) {
		this.verdict = verdict;
	}

	/** Whether a redirect was followed for it. */
	public boolean isRedirected() {
		return this.redirected;
	}

	/**
	 * Sets a header field, which replaces the request's own. Must be called before the
	 * attempt is sent.
	 */
	public void add(String name, String value) {
		if (this.added == null) {
			this.added = new ArrayList<>(4);
		}
		this.added.add(name);
		this.added.add(value);
		this.headers = null;
	}

	private void writeTo(HttpHeaders headers) {
		if (this.added != null) {
			for (int i = 0; i < this.added.size(); i += 2) {
				headers.set(this.added.get(i), this.added.get(i + 1));
			}
		}
	}

	/** Makes a copy; {@link #writeTo} needs none. */
	@Override
	public HttpHeaders headers() {
		if (this.added == null) {
			return super.headers();
		}
		HttpHeaders merged = this.headers;
		if (merged == null) {
			HttpHeaders own = HttpHeaders.copyOf(super.headers());
			writeTo(own);
			merged = HttpHeaders.readOnlyHttpHeaders(own);
			this.headers = merged;
		}
		return merged;
	}

	@Override
	public Map<String, Object> attributes() {
		Map<String, Object> attributes = new HashMap<>(this.request.attributes());
		attributes.put(ATTRIBUTE, this);
		return attributes;
	}

	@Override
	public Mono<Void> writeTo(ClientHttpRequest request, ExchangeStrategies strategies) {
		// first, because the request does not overwrite fields that are set already
		writeTo(request.getHeaders());
		Mono<Void> written = super.writeTo(request, strategies);
		request.getAttributes().put(ATTRIBUTE, this);
		return written;
	}

}
