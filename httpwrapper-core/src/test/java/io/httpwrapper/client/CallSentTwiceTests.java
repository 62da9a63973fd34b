package io.httpwrapper.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.Deadlines;
import io.httpwrapper.plugin.ClientPlugin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What belongs to a call and what to an attempt, where a stage above retry sends the
 * request more than once.
 */
class CallSentTwiceTests {

	private final TestClient users = new TestClient();

	@Test
	void numbersOfAttemptsGoOn() {
		this.users.plugin(new SendsTwice()).upstream.replies(200);

		this.users.get();

		assertThat(this.users.listener.of(EventType.ATTEMPT_COMPLETED)).extracting(ClientEvent::attempt)
			.containsExactly(1, 2);
	}

	@Test
	void theRetryBudgetIsPaidOncePerCall() {
		TestClient once = new TestClient();
		once.upstream.replies(200);
		this.users.plugin(new SendsTwice()).upstream.replies(200);

		once.get();
		this.users.get();

		assertThat(this.users.client().snapshot().budget().balance())
			.isEqualTo(once.client().snapshot().budget().balance());
	}

	@Test
	void aRedirectOfAFailedAttemptDoesNotKeepTheNextAnswerFromBeingStored() {
		this.users.cache().upstream.then((request) -> {
			AttemptRequest.redirected(request.attributes());
			return Mono.just(this.users.upstream.response(503, Flux.empty()));
		}).repliesText(200, "Ada", "Cache-Control: max-age=60").replies(500);

		TestClient.Call first = this.users.get();
		this.users.advance(Duration.ofSeconds(5));

		assertThat(first.body()).isEqualTo("Ada");
		assertThat(this.users.get().body()).isEqualTo("Ada");
		assertThat(this.users.upstream.requests()).hasSize(2);
	}

	@Test
	void credentialsGoToAHostThatTheClientHasChosenAndToNoOther() {
		this.users.baseUrl("http://users.internal").tokens((refused) -> Mono.just("secret"));
		AttemptRequest own = attempt("http://users.internal/1");
		AttemptRequest chosen = attempt("http://users.internal/1");
		chosen.sendTo(URI.create("http://replica.internal/1"));
		AttemptRequest elsewhere = attempt("http://evil.example/1");

		assertThat(authorization(own)).isEqualTo("Bearer secret");
		assertThat(authorization(chosen)).isEqualTo("Bearer secret");
		assertThat(authorization(elsewhere)).isNull();
		assertThat(authorization(ClientRequest.from(chosen).url(URI.create("http://evil.example/1")).build())).isNull();
	}

	private AttemptRequest attempt(String url) {
		ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create(url)).build();
		return new CallRequest(this.users.client().core(), new Deadlines(Duration.ZERO, this.users.client().time()),
				request, this.users.upstream, Context.empty())
			.attempt(request);
	}

	private @Nullable String authorization(ClientRequest request) {
		List<ClientRequest> sent = new ArrayList<>();
		ClientPlugin credentials = this.users.client().plan().parts().plugins().get(0);
		credentials.aroundAttempt(request, (changed) -> Mono.fromRunnable(() -> sent.add(changed))).subscribe();
		return sent.get(0).headers().getFirst(HttpHeaders.AUTHORIZATION);
	}

	private static final class SendsTwice implements ClientPlugin {

		@Override
		public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
			return next.exchange(request).flatMap(ClientResponse::releaseBody).then(next.exchange(request));
		}

	}

}
