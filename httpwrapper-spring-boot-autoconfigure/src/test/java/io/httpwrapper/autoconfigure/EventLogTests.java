package io.httpwrapper.autoconfigure;

import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventLogTests {

	private final List<String> lines = new ArrayList<>();

	private boolean debug = true;

	private long millis = 1_000_000;

	private final EventLog log = new EventLog("orders", recordingLog());

	@Test
	void changeOfACircuitIsOneLineOfInfo() {
		this.log.onEvent(new ClientEvent(EventType.CIRCUIT_CHANGED, "orders", this.millis, "shop:80", "", 0, 0, "",
				"12 of 20 attempts failed, limit 50%", "closed", "open", 0, null));

		assertThat(this.lines).containsExactly(
				"info Client 'orders': circuit to shop:80 closed -> open (12 of 20 attempts failed, limit 50%)");
	}

	@Test
	void storeThatIsAwayIsWarnedAboutAndItsReturnIsInfo() {
		this.log.onEvent(new ClientEvent(EventType.STORE_CHANGED, "orders", this.millis, "rate-limit", "", 0, 0, "",
				"5 failures in a row", "available", "unavailable", 0, new ConnectException("refused")));
		this.log.onEvent(new ClientEvent(EventType.STORE_CHANGED, "orders", this.millis, "rate-limit", "", 0, 0, "",
				"1 of 1 trials succeeded", "unavailable", "available", 0, null));

		assertThat(this.lines).containsExactly(
				"warn Client 'orders': its rate-limit store is unavailable (5 failures in a row): ConnectException: refused",
				"info Client 'orders': its rate-limit store is available (1 of 1 trials succeeded)");
	}

	@Test
	void staleAnswersInsteadOfErrorsAreWarnedAboutAndTheirEndIsInfo() {
		this.log.onEvent(new ClientEvent(EventType.STALE_STARTED, "orders", this.millis, "", "", 0, 0, "",
				"circuit-open", "", "", 0, null));
		this.log.onEvent(new ClientEvent(EventType.STALE_ENDED, "orders", this.millis, "", "", 0, 0, "",
				"21 stale answers", "", "", TimeUnit.SECONDS.toNanos(65), null));

		assertThat(this.lines).containsExactly(
				"warn Client 'orders': answers stale responses from its cache instead of errors, the first one being circuit-open",
				"info Client 'orders': the remote answers again; 21 stale answers in 65 s");
	}

	@Test
	void retryIsToldAtDebugOnly() {
		tell(EventType.RETRY_SCHEDULED, 1, 503, "status", null);
		this.debug = false;
		tell(EventType.RETRY_SCHEDULED, 2, 503, "status", null);

		assertThat(this.lines)
			.containsExactly("debug Client 'orders': GET shop:80 attempt 1 got status 503; next in 40 ms");
	}

	@Test
	void givenUpCallIsWarnedAbout() {
		tell(EventType.RETRY_STOPPED, 3, 503, "max-attempts", null);

		assertThat(this.lines).containsExactly(
				"warn Client 'orders' gave up GET shop:80 after 3 attempts: the response passed on is a 503, max-attempts");
	}

	@Test
	void failedCallIsWarnedAboutOnceWithItsRootCause() {
		Throwable error = new IllegalStateException("outer", new ConnectException("refused"));
		tell(EventType.RETRY_STOPPED, 3, 0, "max-attempts", error);
		tell(EventType.CALL_FAILED, 3, 0, "", error);

		assertThat(this.lines)
			.containsExactly("warn Client 'orders' failed GET shop:80 after 3 attempts: ConnectException: refused");
	}

	@Test
	void repetitionsAreCountedAndToldWithTheNextOneAfterTenSeconds() {
		for (int i = 0; i < 5; i++) {
			tell(EventType.ATTEMPT_REJECTED, 0, 0, "circuit-open", null);
			this.millis += 1999;
		}
		assertThat(this.lines).hasSize(1);

		this.millis += 5;
		tell(EventType.ATTEMPT_REJECTED, 0, 0, "circuit-open", null);

		assertThat(this.lines).containsExactly("warn Client 'orders' did not send GET shop:80: circuit-open",
				"warn Client 'orders' did not send GET shop:80: circuit-open (and 4 more before)");
	}

	@Test
	void refusalsDoNotHideFailures() {
		tell(EventType.ATTEMPT_REJECTED, 0, 0, "circuit-open", null);
		tell(EventType.RETRY_STOPPED, 1, 500, "not-worth", null);

		assertThat(this.lines).hasSize(2);
	}

	private void tell(EventType type, int attempt, int status, String reason, @Nullable Throwable error) {
		this.log.onEvent(new ClientEvent(type, "orders", this.millis, "shop:80", "GET", attempt, status, "", reason, "",
				"", TimeUnit.MILLISECONDS.toNanos(40), error));
	}

	private Log recordingLog() {
		return (Log) Proxy.newProxyInstance(Log.class.getClassLoader(), new Class<?>[] { Log.class },
				(proxy, method, arguments) -> {
					if (method.getReturnType() == boolean.class) {
						return this.debug;
					}
					this.lines.add(method.getName() + " " + arguments[0]);
					return null;
				});
	}

}
