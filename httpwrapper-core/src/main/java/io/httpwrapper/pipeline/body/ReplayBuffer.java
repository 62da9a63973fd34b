package io.httpwrapper.pipeline.body;

import java.util.Objects;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Holds a response back until its body is complete or has filled the buffer, so that a
 * body that breaks before that is an error of the attempt, which can be repeated.
 */
public final class ReplayBuffer {

	private final long limit;

	public ReplayBuffer(long limit) {
		this.limit = limit;
	}

	/**
	 * The same response, with the start of its body, or all of it, in memory.
	 * @return an error of type {@link BrokenBodyException} if the body broke
	 */
	public Mono<ClientResponse> hold(ClientResponse response) {
		return Mono.<Flux<DataBuffer>>create((sink) -> {
			HeldBody body = new HeldBody(sink, this.limit);
			sink.onCancel(body::cancelled);
			sink.onDispose(body::giveUp);
			response.bodyToFlux(DataBuffer.class).subscribe(body);
		})
			.onErrorMap((error) -> new BrokenBodyException(response, error))
			.map((body) -> TrackedResponse.ofSameAttempt(response.mutate()
				.body((consumed) -> body.doOnDiscard(DataBuffer.class, DataBufferUtils::release))
				.build(), response));
	}

	/**
	 * A body that broke while it was held back. Only the retry stage sees it; callers get
	 * the cause.
	 */
	public static final class BrokenBodyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final transient ClientResponse response;

		BrokenBodyException(ClientResponse response, Throwable cause) {
			super(null, cause, false, false);
			this.response = response;
		}

		/** Whose body broke: only its head is of use. */
		public ClientResponse response() {
			return this.response;
		}

		@Override
		public synchronized Throwable getCause() {
			return Objects.requireNonNull(super.getCause());
		}

	}

}
