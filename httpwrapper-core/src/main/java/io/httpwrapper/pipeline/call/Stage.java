package io.httpwrapper.pipeline.call;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * One stage of the pipeline. It is like an {@code ExchangeFilterFunction}, but it hands a
 * subscriber on instead of returning a {@code Mono}. So the chain costs a call only the
 * subscribers of the stages.
 */
@FunctionalInterface
public interface Stage {

	/**
	 * Does the work of this stage and hands the request to the next stage.
	 * @param request a request that belongs to a {@link CallRequest}
	 * @param subscriber receives the response; {@code onSubscribe} is called exactly once
	 */
	void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber);

	/**
	 * The same as a {@code Mono}. Each subscription sends the request again.
	 */
	default Mono<ClientResponse> mono(ClientRequest request) {
		return new StageMono(this, request);
	}

	/**
	 * A stage and the request that it sends.
	 */
	final class StageMono extends Mono<ClientResponse> {

		private final Stage stage;

		private final ClientRequest request;

		StageMono(Stage stage, ClientRequest request) {
			this.stage = stage;
			this.request = request;
		}

		@Override
		public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
			this.stage.send(this.request, actual);
		}

	}

}
