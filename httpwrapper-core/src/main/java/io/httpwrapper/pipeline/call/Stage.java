package io.httpwrapper.pipeline.call;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * One stage of the pipeline. Takes what an {@code ExchangeFilterFunction} takes, but
 * hands a subscriber on where that one returns a {@code Mono}: a chain of stages then
 * costs a call no object besides the stages' own subscribers.
 */
@FunctionalInterface
public interface Stage {

	/**
	 * Does the stage's part and hands the request to the next stage.
	 * @param request a request that belongs to a {@link CallRequest}
	 * @param subscriber gets the response, subscribed to exactly once
	 */
	void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber);

	/**
	 * The same for those who want a {@code Mono}. Each subscription sends anew.
	 */
	default Mono<ClientResponse> mono(ClientRequest request) {
		return new StageMono(this, request);
	}

	/**
	 * A stage and what it is to send.
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
