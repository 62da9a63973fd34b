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
 * The request of one attempt, from the stage that makes it to the connector. Several of
 * one call may be under way at once, and to different hosts: what belongs to an attempt
 * is here, what they share in the {@link CallRequest}.
 */
public final class AttemptRequest extends DelegatingRequest implements Call {

	private final CallRequest call;

	private final int number;

	/** Where the client has decided to send it, or null for the request's own URL. */
	private @Nullable URI chosen;

	private long startNanos;

	private @Nullable Verdict verdict;

	private volatile boolean redirected;

	/** Names and values by turns; null as long as there are none. */
	private @Nullable List<String> added;

	/** The request's own with those added; made when somebody asks. */
	private @Nullable HttpHeaders headers;

	AttemptRequest(CallRequest call, ClientRequest request, int number) {
		super(request);
		this.call = call;
		this.number = number;
	}

	/** Starts another attempt of the same request, which may be under way beside this. */
	public AttemptRequest another() {
		return this.call.attempt(this.request);
	}

	/**
	 * The attempt that {@code request} is: one that was made already, or else a new one
	 * of its call.
	 */
	public static AttemptRequest of(ClientRequest request) {
		return (request instanceof AttemptRequest own) ? own : CallRequest.require(request).attempt(request);
	}

	/**
	 * The attempt that a request next to the wire belongs to.
	 * @throws IllegalStateException if a plugin has made the request from nothing
	 */
	public static AttemptRequest require(ClientRequest request) {
		if (Call.of(request) instanceof AttemptRequest attempt) {
			return attempt;
		}
		throw CallRequest.lost(request);
	}

	/**
	 * For connectors: a redirect is being followed for an attempt, so that its response
	 * is not the answer to its own URI.
	 * @param attributes those of the request that follows it
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
	 * Sends the attempt to a host that the client has chosen; to be called before it is
	 * sent.
	 * @param url the request's URL on that host
	 */
	public void sendTo(URI url) {
		this.chosen = url;
	}

	/** The URL on a host that the client has chosen, or null. */
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

	/** When it was let in last; the time of its waits is not its own. */
	public long startNanos() {
		return this.startNanos;
	}

	public void startNanos(long startNanos) {
		this.startNanos = startNanos;
	}

	/** What it meant; null as long as that is not known. */
	public @Nullable Verdict verdict() {
		return this.verdict;
	}

	/** Says what it meant, before its outcome is handed on. */
	public void verdict(Verdict verdict) {
		this.verdict = verdict;
		this.call.verdict(verdict);
	}

	/** Says what it meant although the caller, or another attempt, has ended it. */
	public void cancelled(Verdict verdict) {
		this.verdict = verdict;
	}

	/** Whether a redirect was followed for it. */
	public boolean isRedirected() {
		return this.redirected;
	}

	/** Adds a header field, in place of the request's own; before it is sent. */
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

	/** Copied for whoever asks; {@link #writeTo} needs no copy. */
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
		// first: the request leaves alone the fields that are there
		writeTo(request.getHeaders());
		Mono<Void> written = super.writeTo(request, strategies);
		request.getAttributes().put(ATTRIBUTE, this);
		return written;
	}

}
