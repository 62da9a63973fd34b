package io.httpwrapper.autoconfigure.monitoring;

import java.net.ConnectException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventLogTests {

	private final Logger logger = (Logger) EventLog.logger("orders");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private long millis = 1_000_000;

	private final EventLog log = new EventLog("orders");

	@BeforeEach
	void record() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.TRACE);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
	}

	@Test
	void changeOfACircuitIsOneLineOfInfo() {
		this.log.onEvent(new ClientEvent(EventType.CIRCUIT_CHANGED, "orders", this.millis, "shop:80", "", 0, 0, "",
				"12 of 20 attempts failed, limit 50%", "closed", "open", 0, null));

		assertThat(lines()).containsExactly(
				"info Client 'orders': circuit to shop:80 closed -> open (12 of 20 attempts failed, limit 50%)");
	}

	@Test
	void storeThatIsAwayIsWarnedAboutAndItsReturnIsInfo() {
		this.log.onEvent(new ClientEvent(EventType.STORE_CHANGED, "orders", this.millis, "rate-limit", "", 0, 0, "",
				"5 failures in a row", "available", "unavailable", 0, new ConnectException("refused")));
		this.log.onEvent(new ClientEvent(EventType.STORE_CHANGED, "orders", this.millis, "rate-limit", "", 0, 0, "",
				"1 of 1 trials succeeded", "unavailable", "available", 0, null));

		assertThat(lines()).containsExactly(
				"warn Client 'orders': its rate-limit store is unavailable (5 failures in a row): ConnectException: refused",
				"info Client 'orders': its rate-limit store is available (1 of 1 trials succeeded)");
	}

	@Test
	void staleAnswersInsteadOfErrorsAreWarnedAboutAndTheirEndIsInfo() {
		this.log.onEvent(new ClientEvent(EventType.STALE_STARTED, "orders", this.millis, "", "", 0, 0, "",
				"circuit-open", "", "", 0, null));
		this.log.onEvent(new ClientEvent(EventType.STALE_ENDED, "orders", this.millis, "", "", 0, 0, "",
				"21 stale answers", "", "", TimeUnit.SECONDS.toNanos(65), null));

		assertThat(lines()).containsExactly(
				"warn Client 'orders': answers stale responses from its cache instead of errors, the first one being circuit-open",
				"info Client 'orders': the remote answers again; 21 stale answers in 65 s");
	}

	@Test
	void retryIsToldAtTraceOnly() {
		tell(EventType.RETRY_SCHEDULED, 1, 503, "status", null);
		this.logger.setLevel(Level.DEBUG);
		tell(EventType.RETRY_SCHEDULED, 2, 503, "status", null);

		assertThat(lines())
			.containsExactly("trace Client 'orders': GET shop:80 attempt 1 got status 503; next in 40 ms");
	}

	@Test
	void givenUpCallIsWarnedAbout() {
		tell(EventType.RETRY_STOPPED, 3, 503, "max-attempts", null);

		assertThat(lines()).containsExactly(
				"warn Client 'orders' gave up GET shop:80 after 3 attempts: the response passed on is a 503, max-attempts");
	}

	@Test
	void failedCallIsWarnedAboutOnceWithItsRootCause() {
		Throwable error = new IllegalStateException("outer", new ConnectException("refused"));
		tell(EventType.RETRY_STOPPED, 3, 0, "max-attempts", error);
		tell(EventType.CALL_FAILED, 3, 0, "", error);

		assertThat(lines())
			.containsExactly("warn Client 'orders' failed GET shop:80 after 3 attempts: ConnectException: refused");
	}

	@Test
	void addressInAMessageLosesItsQueryAndUserInfo() {
		tell(EventType.CALL_FAILED, 1, 0, "",
				new IllegalArgumentException("unsupported URI http://ada:hush@my_shop/x?token=hush"));

		assertThat(lines()).containsExactly(
				"warn Client 'orders' failed GET shop:80: IllegalArgumentException: unsupported URI http://******@my_shop/x?******");
	}

	@Test
	void repetitionsAreCountedAndToldWithTheNextOneAfterTenSeconds() {
		for (int i = 0; i < 5; i++) {
			tell(EventType.ATTEMPT_REJECTED, 0, 0, "circuit-open", null);
			this.millis += 1999;
		}
		assertThat(lines()).hasSize(1);

		this.millis += 5;
		tell(EventType.ATTEMPT_REJECTED, 0, 0, "circuit-open", null);

		assertThat(lines()).containsExactly("warn Client 'orders' did not send GET shop:80: circuit-open",
				"warn Client 'orders' did not send GET shop:80: circuit-open (and 4 more before)");
	}

	@Test
	void whatALineSaysIsInItsKeyValuePairsToo() {
		tell(EventType.ATTEMPT_REJECTED, 2, 0, "circuit-open", null);

		assertThat(this.appender.list.get(0).getKeyValuePairs()).extracting((pair) -> pair.key + "=" + pair.value)
			.containsExactly("httpwrapper.client=orders", "httpwrapper.event=ATTEMPT_REJECTED",
					"httpwrapper.remote=shop:80", "httpwrapper.method=GET", "httpwrapper.reason=circuit-open",
					"httpwrapper.attempt=2", "httpwrapper.others=0");
	}

	@Test
	void refusalsDoNotHideFailures() {
		tell(EventType.ATTEMPT_REJECTED, 0, 0, "circuit-open", null);
		tell(EventType.RETRY_STOPPED, 1, 500, "not-worth", null);

		assertThat(lines()).hasSize(2);
	}

	private void tell(EventType type, int attempt, int status, String reason, @Nullable Throwable error) {
		this.log.onEvent(new ClientEvent(type, "orders", this.millis, "shop:80", "GET", attempt, status, "", reason, "",
				"", TimeUnit.MILLISECONDS.toNanos(40), error));
	}

	private List<String> lines() {
		return this.appender.list.stream()
			.map((event) -> event.getLevel().toString().toLowerCase(Locale.ROOT) + " " + event.getFormattedMessage())
			.toList();
	}

}
