package io.httpwrapper.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.sample.upstream.FlakyUpstream;
import io.httpwrapper.sample.upstream.UpstreamSettings;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard in a real browser, over the whole application.
 */
class DashboardBrowserTests {

	private static final String BREAKER = "document.querySelector('[data-client=inventory] .breaker').dataset.state";

	private static final String CIRCUIT = "document.querySelector('.circuits .breaker').dataset.state";

	private static final String CONNECTION = "document.querySelector('#connection').dataset.connection";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final FlakyUpstream upstream = new FlakyUpstream(
			new UpstreamSettings(0, 42, Duration.ZERO, Duration.ZERO, 0, 1, Duration.ZERO,
					new UpstreamSettings.OutageTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO)),
			new AtomicLong()::get, Schedulers.immediate());

	private static Browser browser;

	private static int port;

	private ConfigurableApplicationContext application;

	@BeforeAll
	static void startBrowser() throws IOException {
		browser = Browser.start();
		upstream.start();
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
	}

	@AfterAll
	static void stopBrowser() {
		upstream.stop();
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void startApplication() {
		upstream.recover();
		start();
		call();
	}

	@AfterEach
	void stopApplication() {
		browser.open("about:blank"); // or the page would complain that it has lost the
										// application
		this.application.close();
	}

	@Test
	void opensWithoutAComplaintAndAsksNobodyElse() {
		browser.complaints();
		open("#/");
		browser.until(CONNECTION + " === 'live'");
		browser.until(BREAKER + " === 'closed'");
		browser.until("document.querySelector('[data-client=inventory] .u-wrap canvas').width > 0");

		assertThat(browser.complaints()).isEmpty();
		assertThat(browser.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)"
				+ ".filter((url) => !url.startsWith(location.origin + '/'))"))
			.isEqualTo(List.of());
		assertThat(browser.findAll(".card h2")).extracting((name) -> name.getText())
			.startsWith("default")
			.containsExactlyInAnyOrder("default", "orders", "inventory", "payments");
	}

	@Test
	void circuitThatOpensIsSeenWithinASecond() {
		open("#/");
		browser.until(BREAKER + " === 'closed'");
		browser.lookOutFor(BREAKER + " === 'open'");

		openCircuit();

		long opened = this.application.getBean(Opening.class).millis.get();
		assertThat(browser.seen() - opened).isBetween(0L, 1000L);
		assertThat(browser.text("[data-client=inventory] .breaker")).startsWith("open").contains("5 failures in a row");
		browser.until("document.title.startsWith('(1 open)')");
		browser.until("document.querySelector('.events [data-to=open] .what').textContent.includes('closed → open')");
		browser.until("document.querySelector('#announcer').textContent.includes('closed → open')");
	}

	@Test
	void openCircuitIsClosedByItsButton() {
		openCircuit();
		open("#/");
		browser.until(BREAKER + " === 'open'");

		browser.click("[data-client=inventory] h2 a");
		browser.until(CIRCUIT + " === 'open'");
		browser.click("[data-action=close]");
		assertThat(browser.text("#confirm-title")).contains("Close", "inventory", "localhost:" + upstream.port());
		browser.click("#confirm-do");
		browser.until(CIRCUIT + " === 'closed'");

		upstream.recover();
		call();
		assertThat(snapshotState()).isEqualTo("CLOSED");
	}

	@Test
	void circuitIsForcedOpenOnlyIfConfirmed() {
		open("#/client/inventory");
		browser.until(CIRCUIT + " === 'closed'");

		browser.click("[data-action=force-open]");
		assertThat(browser.focused().getText()).isEqualTo("Cancel");
		browser.type(Keys.ENTER);
		browser.until("!document.querySelector('#confirm').open");
		assertThat(snapshotState()).isEqualTo("CLOSED");

		browser.click("[data-action=force-open]");
		browser.click("#confirm-do");
		browser.until(CIRCUIT + " === 'forced-open'");
		assertThat(snapshotState()).isEqualTo("FORCED_OPEN");
	}

	@Test
	void pageSurvivesARestart() {
		open("#/");
		browser.until(BREAKER + " === 'closed'");
		openCircuit();
		browser.until(BREAKER + " === 'open'");

		this.application.close();
		browser.until(CONNECTION + " === 'lost'");
		assertThat(browser.text("#problem")).contains("does not answer");
		assertThat(browser.findAll(".card")).hasSize(4);
		upstream.recover();
		start();
		call();
		browser.until(CONNECTION + " === 'live'");
		browser.until(BREAKER + " === 'closed'");

		assertThat(browser.find("#problem").isDisplayed()).isFalse();
		assertThat(browser.text(".events")).contains("closed → open");
		browser.lookOutFor(BREAKER + " === 'open'");
		openCircuit();
		assertThat(browser.seen()).isPositive();
	}

	@Test
	void nothingIsLostWithoutAConnection() {
		open("#/");
		browser.until(BREAKER + " === 'closed'");
		browser.online(false);
		try {
			browser.until(CONNECTION + " === 'lost'");
			openCircuit();
		}
		finally {
			browser.online(true);
		}

		browser.until(CONNECTION + " === 'live'");
		browser.until(BREAKER + " === 'open'");
		assertThat(browser.text(".events [data-to=open] .what")).contains("closed → open");
	}

	@Test
	void pageWorksOnAPortOfItsOwnBehindAContextPath() throws IOException {
		this.application.close();
		int management;
		try (ServerSocket socket = new ServerSocket(0)) {
			management = socket.getLocalPort();
		}
		start("--spring.webflux.base-path=/shop", "--management.server.port=" + management,
				"--management.server.base-path=/ops");
		call();
		browser.open("http://localhost:" + management + "/ops/actuator/httpwrapper-dashboard#/client/inventory");
		browser.until(CIRCUIT + " === 'closed'");

		browser.click("[data-action=force-open]");
		browser.click("#confirm-do");

		browser.until(CIRCUIT + " === 'forced-open'");
		assertThat(snapshotState()).isEqualTo("FORCED_OPEN");
	}

	@Test
	void whoeverCannotSeeThePageHearsWhatEachControlIs() {
		for (String hash : List.of("#/", "#/client/inventory")) {
			open(hash);
			browser.until("document.querySelector('.figures dd')?.textContent");

			assertThat(browser.findAll("a, button, select, [tabindex]")).hasSizeGreaterThan(3)
				.filteredOn(WebElement::isDisplayed)
				.filteredOn((control) -> !control.getTagName().equals("main"))
				.allSatisfy((control) -> assertThat(control.getAccessibleName()).as(control.getDomProperty("outerHTML"))
					.isNotBlank());
			assertThat(browser.evaluate("document.documentElement.lang")).isEqualTo("en");
			assertThat(browser.find("#announcer").getDomAttribute("aria-live")).isIn("polite", "assertive");
			assertThat(
					browser.evaluate("document.querySelectorAll('svg:not([aria-hidden=true]):not([role=img])').length"))
				.isEqualTo(0L);
		}
	}

	@Test
	void textCanBeReadInLightAndInDark() {
		openCircuit();
		try {
			for (String scheme : List.of("light", "dark")) {
				browser.colorScheme(scheme);
				for (String hash : List.of("#/", "#/client/inventory")) {
					open(hash);
					browser.until("document.querySelector('.events [data-to=open]')");

					assertThat(browser.evaluate(Contrast.TOO_LOW)).as(scheme + " " + hash).isEqualTo(List.of());
				}
				assertThat(browser.evaluate(Contrast.BRIGHTNESS)).as(scheme)
					.asInstanceOf(InstanceOfAssertFactories.DOUBLE)
					.satisfies((brightness) -> assertThat(brightness > 0.5).isEqualTo(scheme.equals("light")));
			}
		}
		finally {
			browser.colorScheme("light");
		}
	}

	@Test
	void readOnlyPageHasNoButtons() {
		this.application.close();
		start("--management.endpoint.httpwrapper.access=read-only");
		call();
		open("#/client/inventory");
		browser.until(CIRCUIT + " === 'closed'");

		assertThat(browser.findAll(".circuits button")).isNotEmpty()
			.allSatisfy((button) -> assertThat(button.isDisplayed()).isFalse());
		assertThat(browser.text("#footnote")).contains("management.endpoint.httpwrapper.access");
	}

	@Test
	void pageFitsAPhone() {
		browser.width(500); // the narrowest window there is; the page's own width is set
							// below
		try {
			for (String hash : List.of("#/", "#/client/payments")) {
				open(hash);
				browser.until("document.querySelector('.figures dd')?.textContent");
				browser.evaluate("document.documentElement.style.width = '360px'");

				assertThat((Long) browser.evaluate("document.querySelector('main').scrollWidth"))
					.isLessThanOrEqualTo(360);
			}
		}
		finally {
			browser.width(1280);
		}
	}

	@Test
	void keyboardReachesAClientAndComesBack() {
		open("#/");
		browser.until(BREAKER + " === 'closed'");

		browser.type(Keys.TAB);
		assertThat(browser.focused().getText()).contains("Skip to the clients");
		browser.type(Keys.ENTER);
		browser.type(Keys.TAB);
		assertThat(browser.focused().getText()).isEqualTo("default");
		browser.type(Keys.ENTER);
		browser.until("document.querySelector('nav')?.textContent.includes('/ default')");
		browser.type(Keys.ESCAPE);
		browser.until("document.querySelectorAll('.card').length === 4");
	}

	private void open(String hash) {
		browser.open("http://localhost:" + port + "/actuator/httpwrapper-dashboard" + hash);
	}

	private void start(String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--server.port=" + port, "--sample.load.enabled=false", "--sample.upstream.enabled=false",
						"--sample.upstream.port=" + upstream.port(), "--spring.reactor.netty.shutdown-quiet-period=0s",
						"--httpwrapper.clients.inventory.circuit-breaker.recovery-timeout=1h",
						"--httpwrapper.clients.inventory.circuit-breaker.max-recovery-timeout=1h"));
		all.addAll(List.of(arguments));
		this.application = new SpringApplicationBuilder(SampleApplication.class, Probe.class)
			.run(all.toArray(String[]::new));
	}

	private void call() {
		this.application.getBean("inventoryWebClient", WebClient.class)
			.get()
			.uri("/inventory/apple")
			.retrieve()
			.toBodilessEntity()
			.onErrorResume((error) -> Mono.empty())
			.block(PATIENCE);
	}

	/** Five failures in a row: two calls of up to three attempts. */
	private void openCircuit() {
		upstream.fail();
		call();
		call();
	}

	private String snapshotState() {
		return this.application.getBean(ClientRegistry.class)
			.get("inventory")
			.snapshot()
			.circuits()
			.get(0)
			.state()
			.name();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Probe {

		@Bean
		Opening opening() {
			return new Opening();
		}

	}

	/** When a circuit opened. */
	static final class Opening implements ClientEventListener {

		private final AtomicLong millis = new AtomicLong();

		@Override
		public void onEvent(ClientEvent event) {
			if (event.type() == EventType.CIRCUIT_CHANGED && event.to().equals("open")) {
				this.millis.set(event.epochMillis());
			}
		}

	}

}
