package io.httpwrapper.pipeline;

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
final class ReplayBuffer {

	private final long limit;

	ReplayBuffer(long limit) {
		this.limit = limit;
	}

	/**
	 * The same response, with the start of its body, or all of it, in memory.
	 * @return an error of type {@link BrokenBodyException} if the body broke
	 */
	Mono<ClientResponse> hold(ClientResponse response) {
		return Mono.<Flux<DataBuffer>>create((sink) -> {
			HeldBody body = new HeldBody(sink, this.limit);
			sink.onCancel(body::cancelled);
			sink.onDispose(body::giveUp);
			response.bodyToFlux(DataBuffer.class).subscribe(body);
		})
			.onErrorMap((error) -> new BrokenBodyException(response, error))
			.map((body) -> response.mutate()
				.body((consumed) -> body.doOnDiscard(DataBuffer.class, DataBufferUtils::release))
				.build());
	}

	/**
	 * A body that broke while it was held back. Only the retry stage sees it; callers get
	 * the cause.
	 */
	static final class BrokenBodyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final transient ClientResponse response;

		BrokenBodyException(ClientResponse response, Throwable cause) {
			super(null, cause, false, false);
			this.response = response;
		}

		/** Whose body broke: only its head is of use. */
		ClientResponse response() {
			return this.response;
		}

		@Override
		public synchronized Throwable getCause() {
			return Objects.requireNonNull(super.getCause());
		}

	}

}
