package io.httpwrapper.pipeline.body;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.response.ExtractedResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyExtractor;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A response whose stages hear when its body ends: read, broken, given up, or never asked
 * for. One wrapper serves all stages. Delegates, because building a response anew costs
 * several times as much; every way to the body leads through {@link TrackedBody}.
 */
public final class TrackedResponse extends ExtractedResponse {

	private static final AtomicReferenceFieldUpdater<TrackedResponse, @Nullable Object> BODY = AtomicReferenceFieldUpdater
		.newUpdater(TrackedResponse.class, Object.class, "body");

	private static final Object ENDED = new Object();

	private final ClientResponse response;

	/**
	 * Null as long as nobody has asked for the body; then its reader; at last
	 * {@link #ENDED}, or what broke it.
	 */
	private volatile @Nullable Object body;

	/** The attempt that brought it, or null if none did. */
	private final @Nullable AttemptRequest attempt;

	private @Nullable BodyListener listeners;

	private long bytes;

	private TrackedResponse(ClientResponse response, @Nullable AttemptRequest attempt) {
		this.response = response;
		this.attempt = attempt;
	}

	/**
	 * Makes {@code listener} hear of the end of the response's body. To be called before
	 * the response is handed on.
	 */
	public static TrackedResponse track(ClientResponse response, BodyListener listener) {
		return track(response, listener, null);
	}

	/**
	 * The same for the response of an attempt.
	 */
	public static TrackedResponse track(ClientResponse response, BodyListener listener,
			@Nullable AttemptRequest attempt) {
		TrackedResponse tracked = (response instanceof TrackedResponse own) ? own
				: new TrackedResponse(response, attempt);
		listener.nextListener(tracked.listeners);
		tracked.listeners = listener;
		return tracked;
	}

	/**
	 * Makes {@code changed} known as the response of the attempt that brought
	 * {@code response}.
	 */
	static ClientResponse ofSameAttempt(ClientResponse changed, ClientResponse response) {
		return new TrackedResponse(changed, attempt(response));
	}

	/**
	 * The attempt that brought a response; null if it is not known, or there was none.
	 */
	public static @Nullable AttemptRequest attempt(ClientResponse response) {
		return (response instanceof TrackedResponse tracked) ? tracked.attempt : null;
	}

	/**
	 * The caller is gone: ends a body that nobody has asked for. One that somebody reads
	 * is cancelled by its reader.
	 */
	public void abandon() {
		if (BODY.compareAndSet(this, null, ENDED)) {
			tellListeners(null);
			drop();
		}
	}

	/**
	 * Ends the body with an error, whether somebody reads it, will do so, or never does.
	 */
	public void fail(Throwable error) {
		if (BODY.compareAndSet(this, null, error)) {
			tellListeners(error);
			drop();
		}
		else if (this.body instanceof TrackedBody.Reader reader) {
			reader.fail(error);
		}
	}

	/** Whether somebody has asked for the body, or it has ended before. */
	boolean isTaken() {
		return this.body != null;
	}

	/**
	 * Claims the body for its first reader.
	 */
	boolean claim(TrackedBody.Reader reader) {
		return BODY.compareAndSet(this, null, reader);
	}

	/** What broke the body, or null. */
	@Nullable Throwable failure() {
		return (this.body instanceof Throwable error) ? error : null;
	}

	/** What the first reader was given, once the body has ended. */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * Called by each reader, once. One that was cancelled before it could claim the body
	 * ends it only if nobody else has claimed or ended it.
	 */
	void ended(TrackedBody.Reader reader, @Nullable Throwable error, long bytes) {
		Object end = (error != null) ? error : ENDED;
		// null first: it may still become the reader, but not the other way round
		if (BODY.compareAndSet(this, null, end) || BODY.compareAndSet(this, reader, end)) {
			this.bytes = bytes;
			tellListeners(error);
		}
	}

	/** Gets rid of a body that nobody will read any more. */
	void drop() {
		BodyListener listener = this.listeners;
		Scheduler scheduler = (listener != null) ? listener.scheduler()
				: Objects.requireNonNull(this.attempt).core().time().scheduler();
		ResponseBodies.drop(this.response, scheduler);
	}

	private void tellListeners(@Nullable Throwable error) {
		for (BodyListener listener = this.listeners; listener != null; listener = listener.nextListener()) {
			listener.bodyEnded(error);
		}
	}

	@Override
	public HttpStatusCode statusCode() {
		return this.response.statusCode();
	}

	@Override
	public Headers headers() {
		return this.response.headers();
	}

	@Override
	public MultiValueMap<String, ResponseCookie> cookies() {
		return this.response.cookies();
	}

	@Override
	public ExchangeStrategies strategies() {
		return this.response.strategies();
	}

	@Override
	public HttpRequest request() {
		return this.response.request();
	}

	@Override
	public String logPrefix() {
		return this.response.logPrefix();
	}

	@Override
	public <T> T body(BodyExtractor<T, ? super ClientHttpResponse> extractor) {
		return this.response.body(new TrackedExtractor<>(extractor, this));
	}

	@Override
	public Mono<WebClientResponseException> createException() {
		return this.response.mutate().body((buffers) -> new TrackedBody(buffers, this)).build().createException();
	}

	/**
	 * The caller's extractor, given a response with a tracked body.
	 */
	private record TrackedExtractor<T>(BodyExtractor<T, ? super ClientHttpResponse> extractor,
			TrackedResponse tracked) implements BodyExtractor<T, ClientHttpResponse> {

		@Override
		public T extract(ClientHttpResponse response, Context context) {
			return this.extractor.extract(new TrackedHttpResponse(response, this.tracked), context);
		}

	}

	private static final class TrackedHttpResponse extends ClientHttpResponseDecorator {

		private final TrackedResponse tracked;

		TrackedHttpResponse(ClientHttpResponse delegate, TrackedResponse tracked) {
			super(delegate);
			this.tracked = tracked;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return new TrackedBody(super.getBody(), this.tracked);
		}

	}

}
