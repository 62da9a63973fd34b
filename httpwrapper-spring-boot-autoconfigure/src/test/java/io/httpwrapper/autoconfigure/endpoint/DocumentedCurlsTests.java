package io.httpwrapper.autoconfigure.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each {@code curl} of the endpoint's page, sent to a running application.
 */
class DocumentedCurlsTests {

	/** From the command to the end of the line, or of what continues it. */
	private static final Pattern CURL = Pattern.compile("curl -s ((?:[^`\\n]|\\\\\\n)*)");

	private static final Pattern METHOD = Pattern.compile("-X (\\w+)");

	private static final Pattern BODY = Pattern.compile("-d '([^']*)'");

	private static final Pattern ADDRESS = Pattern.compile("(?:^|[ '])localhost:8080([^ ']*)");

	@Test
	void eachCommandIsAnsweredWith200() throws Exception {
		WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());
		upstream.start();
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok("an order")));
		List<String> commands = commands(upstream.port());
		assertThat(commands).hasSizeGreaterThan(15);

		try (ConfigurableApplicationContext application = start(upstream)) {
			application.getBean("ordersWebClient", WebClient.class).get().retrieve().toBodilessEntity().block();
			for (String command : commands) {
				HttpResponse<String> answer = run(command,
						String.valueOf(application.getEnvironment().getProperty("local.server.port")));

				assertThat(answer.statusCode()).as(command + "\n" + answer.body()).isEqualTo(200);
			}
		}
		finally {
			upstream.stop();
		}
	}

	private static List<String> commands(int upstream) throws IOException {
		return CURL.matcher(Files.readString(Path.of("../docs/reference/endpoint.md")))
			.results()
			.map((found) -> found.group(1)
				.replace("\\\n", "")
				.replace("$A", "localhost:8080/actuator/httpwrapper/orders")
				.replace("localhost:9099", "localhost:" + upstream))
			.toList();
	}

	private static HttpResponse<String> run(String command, String port) throws IOException, InterruptedException {
		URI address = URI
			.create("http://localhost:" + port + ADDRESS.matcher(command).results().findFirst().orElseThrow().group(1));
		String body = BODY.matcher(command).results().map((found) -> found.group(1)).findFirst().orElse("");
		String method = METHOD.matcher(command)
			.results()
			.map((MatchResult found) -> found.group(1))
			.findFirst()
			.orElse(body.isEmpty() ? "GET" : "POST");
		HttpRequest request = HttpRequest.newBuilder(address)
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static ConfigurableApplicationContext start(WireMockServer upstream) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "management.health.redis.enabled=false",
					"spring.reactor.netty.shutdown-quiet-period=0s",
					"management.endpoints.web.exposure.include=httpwrapper",
					"management.endpoint.httpwrapper.access=unrestricted",
					"httpwrapper.clients.orders.base-url=" + upstream.baseUrl(),
					"httpwrapper.clients.orders.cache.enabled=true", "httpwrapper.chaos.enabled=true")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
