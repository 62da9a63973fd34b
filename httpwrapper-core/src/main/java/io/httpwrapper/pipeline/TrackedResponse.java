package io.httpwrapper.pipeline;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;
import org.springframework.web.reactive.function.BodyExtractor;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.reactive.function.client.support.ClientResponseWrapper;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response whose stages hear when its body ends: read, broken, given up, or never asked
 * for. One wrapper serves all stages. Delegates, because building a response anew costs
 * several times as much; every way to the body leads through {@link TrackedBody}.
 */
final class TrackedResponse extends ClientResponseWrapper {

	private static final AtomicReferenceFieldUpdater<TrackedResponse, @Nullable Object> BODY = AtomicReferenceFieldUpdater
		.newUpdater(TrackedResponse.class, Object.class, "body");

	private static final Object ENDED = new Object();

	/**
	 * Null as long as nobody has asked for the body; then its reader; at last
	 * {@link #ENDED}, or what broke it.
	 */
	private volatile @Nullable Object body;

	private @Nullable BodyListener listeners;

	private TrackedResponse(ClientResponse delegate) {
		super(delegate);
	}

	/**
	 * Makes {@code listener} hear of the end of the response's body. To be called before
	 * the response is handed on.
	 */
	static TrackedResponse track(ClientResponse response, BodyListener listener) {
		TrackedResponse tracked = (response instanceof TrackedResponse own) ? own : new TrackedResponse(response);
		listener.nextListener(tracked.listeners);
		tracked.listeners = listener;
		return tracked;
	}

	/**
	 * The caller is gone: ends a body that nobody has asked for. One that somebody reads
	 * is cancelled by its reader.
	 */
	void abandon() {
		if (BODY.compareAndSet(this, null, ENDED)) {
			tellListeners(null);
			drop();
		}
	}

	/**
	 * Ends the body with an error, whether somebody reads it, will do so, or never does.
	 */
	void fail(Throwable error) {
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

	/** Called by the first reader, once. */
	void ended(@Nullable Throwable error) {
		this.body = (error != null) ? error : ENDED;
		tellListeners(error);
	}

	/** Gets rid of a body that nobody will read any more. */
	void drop() {
		ResponseBodies.drop(response(), Objects.requireNonNull(this.listeners).exchange());
	}

	private void tellListeners(@Nullable Throwable error) {
		for (BodyListener listener = this.listeners; listener != null; listener = listener.nextListener()) {
			listener.bodyEnded(error);
		}
	}

	@Override
	public <T> T body(BodyExtractor<T, ? super ClientHttpResponse> extractor) {
		return response().body(new TrackedExtractor<>(extractor, this));
	}

	@Override
	public <T> Mono<T> bodyToMono(Class<? extends T> elementClass) {
		return body(BodyExtractors.toMono(elementClass));
	}

	@Override
	public <T> Mono<T> bodyToMono(ParameterizedTypeReference<T> elementType) {
		return body(BodyExtractors.toMono(elementType));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> Flux<T> bodyToFlux(Class<? extends T> elementClass) {
		return (elementClass == DataBuffer.class) ? (Flux<T>) body(BodyExtractors.toDataBuffers())
				: body(BodyExtractors.toFlux(elementClass));
	}

	@Override
	public <T> Flux<T> bodyToFlux(ParameterizedTypeReference<T> elementType) {
		return body(BodyExtractors.toFlux(elementType));
	}

	@Override
	public Mono<Void> releaseBody() {
		return body(BodyExtractors.toDataBuffers()).map(DataBufferUtils::release).then();
	}

	@Override
	public Mono<ResponseEntity<Void>> toBodilessEntity() {
		return releaseBody().then(Mono.fromSupplier(() -> entity(null)));
	}

	@Override
	public <T> Mono<ResponseEntity<T>> toEntity(Class<T> bodyClass) {
		return this.<T>bodyToMono(bodyClass).singleOptional().map((body) -> entity(body.orElse(null)));
	}

	@Override
	public <T> Mono<ResponseEntity<T>> toEntity(ParameterizedTypeReference<T> bodyType) {
		return bodyToMono(bodyType).singleOptional().map((body) -> entity(body.orElse(null)));
	}

	@Override
	public <T> Mono<ResponseEntity<List<T>>> toEntityList(Class<T> elementClass) {
		return this.<T>bodyToFlux(elementClass).collectList().map(this::entity);
	}

	@Override
	public <T> Mono<ResponseEntity<List<T>>> toEntityList(ParameterizedTypeReference<T> elementType) {
		return bodyToFlux(elementType).collectList().map(this::entity);
	}

	private <T> ResponseEntity<T> entity(@Nullable T body) {
		return new ResponseEntity<>(body, headers().asHttpHeaders(), statusCode());
	}

	@Override
	public Mono<WebClientResponseException> createException() {
		return response().mutate().body((buffers) -> new TrackedBody(buffers, this)).build().createException();
	}

	@Override
	public <T> Mono<T> createError() {
		return createException().flatMap(Mono::error);
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
