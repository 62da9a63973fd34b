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
 * A response that informs the stages when its body ends: read, broken, cancelled, or
 * never subscribed to. One wrapper serves all stages. It delegates, because building a
 * new response costs several times as much. All access to the body goes through
 * {@link TrackedBody}.
 */
public final class TrackedResponse extends ExtractedResponse {

	private static final AtomicReferenceFieldUpdater<TrackedResponse, @Nullable Object> BODY = AtomicReferenceFieldUpdater
		.newUpdater(TrackedResponse.class, Object.class, "body");

	private static final Object ENDED = new Object();

	private final ClientResponse response;

	/**
	 * Null while nobody has subscribed to the body; then its reader; at the end
	 * {@link #ENDED}, or the error that broke it.
	 */
	private volatile @Nullable Object body;

	/** The attempt that brought it, or null if there was none. */
	private final @Nullable AttemptRequest attempt;

	private @Nullable BodyListener listeners;

	private long bytes;

	private TrackedResponse(ClientResponse response, @Nullable AttemptRequest attempt) {
		this.response = response;
		this.attempt = attempt;
	}

	/**
	 * Informs {@code listener} when the response's body ends. Must be called before the
	 * response is handed on.
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
	 * Links {@code changed} to the attempt that brought {@code response}.
	 */
	static ClientResponse ofSameAttempt(ClientResponse changed, ClientResponse response) {
		return new TrackedResponse(changed, attempt(response));
	}

	/**
	 * The attempt that brought a response; null if it is not known or there was none.
	 */
	public static @Nullable AttemptRequest attempt(ClientResponse response) {
		return (response instanceof TrackedResponse tracked) ? tracked.attempt : null;
	}

	/**
	 * The caller has cancelled: ends a body that nobody has subscribed to. A body with a
	 * reader is cancelled by that reader.
	 */
	public void abandon() {
		if (BODY.compareAndSet(this, null, ENDED)) {
			tellListeners(null);
			drop();
		}
	}

	/**
	 * Ends the body with an error, whether it is being read, will be read later or never.
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

	/** Whether the body has a reader or has ended. */
	boolean isTaken() {
		return this.body != null;
	}

	/**
	 * Claims the body for its first reader.
	 */
	boolean claim(TrackedBody.Reader reader) {
		return BODY.compareAndSet(this, null, reader);
	}

	/** The error that broke the body, or null. */
	@Nullable Throwable failure() {
		return (this.body instanceof Throwable error) ? error : null;
	}

	/** How many bytes the first reader received; known when the body has ended. */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * Called once by each reader. A reader that was cancelled before it could claim the
	 * body ends it only if no other reader has claimed it and it has not ended.
	 */
	void ended(TrackedBody.Reader reader, @Nullable Throwable error, long bytes) {
		Object end = (error != null) ? error : ENDED;
		// check null first: null may still become the reader, but not the reverse
		if (BODY.compareAndSet(this, null, end) || BODY.compareAndSet(this, reader, end)) {
			this.bytes = bytes;
			tellListeners(error);
		}
	}

	/** Discards a body that nobody will read. */
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
	 * The caller's extractor, applied to a response with a tracked body.
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
