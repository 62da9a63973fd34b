package io.httpwrapper.pipeline.body;

import java.util.Objects;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Holds a response back until its body is complete or has filled the buffer. A body that
 * breaks before that is an error of the attempt, and the attempt can be repeated.
 */
public final class ReplayBuffer {

	private final long limit;

	public ReplayBuffer(long limit) {
		this.limit = limit;
	}

	/**
	 * The same response, with all of its body or the start of it in memory.
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
	 * A body broke while it was held back. Only the retry stage sees this exception;
	 * callers get its cause.
	 */
	public static final class BrokenBodyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final transient ClientResponse response;

		BrokenBodyException(ClientResponse response, Throwable cause) {
			super(null, cause, false, false);
			this.response = response;
		}

		/** The response whose body broke; only its status and headers can be used. */
		public ClientResponse response() {
			return this.response;
		}

		@Override
		public synchronized Throwable getCause() {
			return Objects.requireNonNull(super.getCause());
		}

	}

}
