package io.httpwrapper.recipes;

import io.httpwrapper.autoconfigure.client.ClientRequestFactories;
import io.httpwrapper.metrics.ClientMetricsExporter;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.plugin.RenewedTokens.Token;
import io.httpwrapper.plugin.RenewedTokens;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.recipes.RecipesApplication.Reporting;
import io.httpwrapper.recipes.RecipesApplication.TokenService;
import io.httpwrapper.settings.FallbackCause;
import io.httpwrapper.timing.TimeAndChance;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Beans that take part in the calls of clients.
 */
@Configuration(proxyBeanMethods = false)
class Beans {

	@Bean
	TokenSource ordersTokenSource(TokenService service, ObjectProvider<TimeAndChance> time) {
		return new RenewedTokens(
				() -> service.issue().map((it) -> new Token(it.value(), it.expiresAt().minusSeconds(30))),
				time.getIfAvailable(TimeAndChance::system));
	}

	@Bean
	ClientMetricsExporter failures(Reporting reporting) {
		return (report) -> report.clients()
			.forEach((client) -> reporting.send(client.client(), client.counters().failed()));
	}

	@Bean
	Fallback inventoryFallback() {
		return (request, failure) -> (failure.cause() == FallbackCause.REJECTED)
				? Mono.just(ClientResponse.create(HttpStatus.OK).body("0").build()) : Mono.empty();
	}

	@Bean
	RetryCondition searchIsWarmingUp() {
		return (outcome) -> (outcome.client().equals("search") && outcome.status() == 404) ? RetryCondition.Answer.RETRY
				: RetryCondition.Answer.ABSTAIN;
	}

	@Bean
	RestTemplate ordersRestTemplate(ClientRequestFactories factories) {
		return new RestTemplate(factories.of("orders"));
	}

}
