package io.httpwrapper.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.httpwrapper.autoconfigure.runtime.SettingsInForce;
import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.plugin.TokenSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AuthContextTests {

	private final List<String> sent = new ArrayList<>();

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withBean(ClientWire.class, () -> (client, request) -> {
			String authorization = String.valueOf(request.headers().getFirst(HttpHeaders.AUTHORIZATION));
			this.sent.add(authorization);
			HttpStatus status = authorization.endsWith("stale") ? HttpStatus.UNAUTHORIZED : HttpStatus.OK;
			return Mono.just(ClientResponse.create(status).build());
		})
		.withPropertyValues("httpwrapper.clients.orders.base-url=http://orders.internal",
				"httpwrapper.clients.stock.base-url=http://stock.internal");

	@Test
	void propertiesAreForTheirClientAndShownMasked(CapturedOutput output) {
		this.application
			.withPropertyValues("httpwrapper.clients.orders.auth.basic.username=me",
					"httpwrapper.clients.orders.auth.basic.password=s3cret")
			.run((context) -> {
				call(context, "orders");
				call(context, "stock");

				assertThat(this.sent).containsExactly("Basic bWU6czNjcmV0", "null");
				assertThat(
						context.getBean(SettingsInForce.class).of("orders", (source, name, value) -> value).toString())
					.contains("auth.basic.password", "******")
					.doesNotContain("s3cret");
				assertThat(output).doesNotContain("s3cret");
			});
	}

	@Test
	void twoKindsFailTheStartWithoutTellingTheSecret(CapturedOutput output) {
		this.application
			.withPropertyValues("httpwrapper.defaults.auth.bearer.token=s3cret",
					"httpwrapper.clients.orders.auth.basic.username=me",
					"httpwrapper.clients.orders.auth.basic.password=s3cret")
			.run((context) -> {
				assertThat(context).getFailure()
					.hasStackTraceContaining("must be of one kind")
					.hasStackTraceContaining("[auth.basic, auth.bearer]");
				assertThat(output).doesNotContain("s3cret");
			});
	}

	@Test
	void brokenRuleAboutASecretDoesNotTellIt(CapturedOutput output) {
		this.application.withPropertyValues("httpwrapper.clients.orders.auth.basic.password=s3cret").run((context) -> {
			assertThat(context).getFailure()
				.hasStackTraceContaining("auth.basic.password must be set together with auth.basic.username");
			assertThat(output).doesNotContain("s3cret");
		});
	}

	@Test
	void fileIsReadAgainWhenItsTokenIsRefused(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("token"), "stale\n");
		this.application.withPropertyValues("httpwrapper.clients.orders.auth.bearer.token-file=" + file)
			.run((context) -> {
				assertThat(call(context, "orders")).isEqualTo(401);
				Files.writeString(file, "fresh");

				assertThat(call(context, "orders")).isEqualTo(200);
				assertThat(this.sent).startsWith("Bearer stale").endsWith("Bearer fresh");
			});
	}

	@Test
	void beanNamedAfterAClientIsForThatOneOnly() {
		this.application.withBean("ordersTokenSource", TokenSource.class, () -> (refused) -> Mono.just("own"))
			.run((context) -> {
				call(context, "orders");
				call(context, "stock");

				assertThat(this.sent).containsExactly("Bearer own", "null");
			});
	}

	@Test
	void beanBesidePropertiesFailsTheStart() {
		this.application.withBean("ordersTokenSource", TokenSource.class, () -> (refused) -> Mono.just("own"))
			.withPropertyValues("httpwrapper.clients.orders.auth.bearer.token=t")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("'ordersTokenSource' as well"));
	}

	private static int call(ApplicationContext context, String client) {
		return context.getBean(client + "WebClient", WebClient.class)
			.get()
			.uri("/1")
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.blockOptional()
			.orElseThrow();
	}

}
