package io.httpwrapper.autoconfigure.wirelog;

import java.util.List;
import java.util.Map;
import java.util.Set;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.policy.Redaction;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class WireLogTests {

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.httpwrapper.wire.orders");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeAll
	static void startUpstream() {
		upstream.start();
		upstream.stubFor(WireMock.any(WireMock.anyUrl())
			.willReturn(
					WireMock.okJson("{\"id\":1,\"accessToken\":\"hush-1\"}").withHeader("Set-Cookie", "sid=hush-2")));
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop();
	}

	@BeforeEach
	void record() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.DEBUG);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
	}

	@Test
	void attemptIsALineWithoutSecrets() {
		WebClient orders = client(new WireLogSettings(true, Set.of("*"), DataSize.ofKilobytes(1), null));

		String body = orders.post()
			.uri("/orders/{id}?page=2&api_key=hush-3", "hush-4")
			.header("Authorization", "Bearer hush-5")
			.cookie("sid", "hush-6")
			.bodyValue(Map.of("password", "hush-7"))
			.retrieve()
			.bodyToMono(String.class)
			.block();

		assertThat(body).contains("hush-1");
		upstream.verify(WireMock.postRequestedFor(WireMock.urlPathEqualTo("/orders/hush-4"))
			.withRequestBody(WireMock.equalToJson("{\"password\":\"hush-7\"}")));
		assertThat(line()).doesNotContain("hush")
			.startsWith("POST " + upstream.baseUrl() + "/orders/{id}?page=2&api_key=****** -> 200 in ")
			.contains("21 B sent, 31 B received")
			.contains("sent Authorization: ******")
			.contains("sent: {\"password\":\"******\"}")
			.contains("received Set-Cookie: ******")
			.contains("received: {\"id\":1,\"accessToken\":\"******\"}");
		assertThat(this.appender.list.get(0).getKeyValuePairs()).extracting((pair) -> pair.key + "=" + pair.value)
			.contains("httpwrapper.client=orders", "httpwrapper.attempt=1", "httpwrapper.method=POST",
					"httpwrapper.status=200");
	}

	@Test
	void addressesInHeadersAreShownWithoutSecrets() {
		upstream.stubFor(WireMock.get("/moved")
			.willReturn(WireMock.status(302)
				.withHeader("Location", "https://me:hush-1@login.test/cb?access_token=hush-2&page=2#id_token=hush-3")
				.withHeader("Content-Location", "/cb?hush-4")
				.withHeader("Link",
						"<http://me:hush-5@a.test/?token=hush-6>; rel=\"next\", </b?page=3>; rel=\"last\"")));
		WebClient orders = client(new WireLogSettings(true, Set.of("*"), DataSize.ofBytes(0), null));

		orders.get()
			.uri("/moved")
			.header("Referer", "//me:hush-7@portal.test/?token=hush-8")
			.retrieve()
			.toBodilessEntity()
			.block();

		assertThat(line()).doesNotContain("hush")
			.contains("sent Referer: //portal.test/?token=******")
			.contains("received Location: https://login.test/cb?access_token=******&page=2#id_token=******")
			.contains("received Content-Location: /cb?******")
			.contains("received Link: <http://a.test/?token=******>; rel=\"next\", </b?page=3>; rel=\"last\"");
	}

	@Test
	void byDefaultNoBodyIsShownAndFewHeaders() {
		WebClient orders = client(new WireLogSettings(true, Set.of("content-type"), DataSize.ofBytes(0), null));

		orders.get().uri("/orders").retrieve().toBodilessEntity().block();

		assertThat(line()).endsWith("0 B sent, 31 B received; received content-type: application/json");
	}

	@Test
	void bodyThatIsAskedForAgainIsNoLineOfItsOwn() {
		upstream.stubFor(WireMock.get("/down").willReturn(WireMock.serviceUnavailable().withBody("later")));
		WebClient orders = client(new WireLogSettings(true, Set.of(), DataSize.ofBytes(0), null));

		orders.delete().uri("/orders").retrieve().toBodilessEntity().block();
		orders.post().uri("/down").retrieve().toBodilessEntity().onErrorComplete().block();

		assertThat(this.appender.list).hasSize(2);
	}

	@Test
	void longBodyIsCut() {
		WebClient orders = client(new WireLogSettings(true, Set.of(), DataSize.ofBytes(14), null));

		orders.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.bodyValue("name=Ada&token=hush")
			.retrieve()
			.toBodilessEntity()
			.block();

		assertThat(line()).contains("sent: name=Ada&******…").doesNotContain("hush");
	}

	@Test
	void failureIsToldByItsKind() {
		WebClient nowhere = client(new WireLogSettings(true, Set.of(), DataSize.ofBytes(0), null)).mutate()
			.baseUrl("http://localhost:1")
			.build();

		nowhere.get().uri("/orders").retrieve().toBodilessEntity().onErrorComplete().block();

		assertThat(line()).startsWith("GET http://localhost:1/orders -> ").contains("Exception in ");
	}

	@Test
	void nothingIsLookedAtWhileTheLoggerIsQuiet() {
		this.logger.setLevel(Level.INFO);

		client(new WireLogSettings(true, Set.of("*"), DataSize.ofKilobytes(1), null)).get()
			.uri("/orders")
			.retrieve()
			.toBodilessEntity()
			.block();

		assertThat(this.appender.list).isEmpty();
	}

	@Test
	void isThereOnlyWhenAskedFor() {
		ApplicationContextRunner application = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WireLogAutoConfiguration.class));

		application.run((context) -> assertThat(context).doesNotHaveBean(WireLog.class));
		application.withPropertyValues("httpwrapper.wire-log.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(WireLog.class));
		application.withPropertyValues("httpwrapper.wire-log.enabled=true", "httpwrapper.wire-log.body-preview=1MB")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("httpwrapper.wire-log.body-preview"));
	}

	private String line() {
		return this.appender.list.get(0).getFormattedMessage();
	}

	private static WebClient client(WireLogSettings settings) {
		WireLog log = new WireLog(settings, new Redaction(Set.of()), System::nanoTime);
		WrappedClient orders = WrappedClient.named("orders", ClientSettings.DEFAULTS).plugins(List.of(log)).build();
		return WebClient.builder().baseUrl(upstream.baseUrl()).filter(orders.pipeline()).build();
	}

}
