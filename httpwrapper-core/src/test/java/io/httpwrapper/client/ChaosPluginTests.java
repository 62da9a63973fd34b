package io.httpwrapper.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.ChaosException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.pipeline.plugin.ChaosPlugin;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.settings.ChaosSettings;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChaosPluginTests {

	private final TestClient test = new TestClient().withoutRetry();

	@Test
	void withoutRatesEveryAttemptIsSentAsItIs() {
		start(ChaosSettings.DEFAULTS, 1L);
		this.test.upstream.replies(200);

		assertThat(this.test.get().body()).isEqualTo("status 200");
		assertThat(this.test.listener.of(EventType.CHAOS_INJECTED)).isEmpty();
	}

	@Test
	void faultIsAnErrorOfTheNetworkThatBearsItsName() {
		start(faults(1), 1L);

		Throwable error = this.test.get().error();

		assertThat(error).isInstanceOf(WebClientRequestException.class).hasCauseInstanceOf(ChaosException.class);
		assertThat(error).hasMessageContaining("Chaos of client 'users'").hasMessageContaining("chaos.fault-rate");
		assertThat(this.test.upstream.requests()).isEmpty();
		assertThat(this.test.listener.of(EventType.CHAOS_INJECTED)).extracting(ClientEvent::reason)
			.containsExactly("fault");
	}

	@Test
	void faultIsRetriedLikeAnyOther() {
		TestClient retrying = new TestClient();
		start(retrying, faults(1), 1L);
		TestClient.Call call = retrying.get();
		retrying.advance(Duration.ofSeconds(10));

		assertThat(call.error()).isInstanceOf(WebClientRequestException.class);
		assertThat(retrying.listener.of(EventType.ATTEMPT_COMPLETED)).hasSize(3);
	}

	@Test
	void madeUpResponseHasTheStatusAndSaysWhoMadeIt() {
		start(ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
			.latency(Duration.ZERO)
			.latencyRate(0)
			.faultRate(0)
			.status(502)
			.statusRate(1)
			.truncateRate(0)), 1L);

		TestClient.Call call = this.test.get();

		assertThat(call.status()).isEqualTo(502);
		assertThat(call.header(ChaosPlugin.HEADER)).isEqualTo("status");
		assertThat(call.header(HttpHeaders.CONTENT_TYPE)).startsWith("text/plain");
		assertThat(call.body()).contains("chaos", "users");
		assertThat(this.test.upstream.requests()).isEmpty();
		assertThat(this.test.listener.of(EventType.CHAOS_INJECTED)).extracting(ClientEvent::status)
			.containsExactly(502);
	}

	@Test
	void latencyComesBeforeTheRequestIsSent() {
		start(ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
			.latency(Duration.ofMillis(300))
			.latencyRate(1)
			.faultRate(0)
			.status(503)
			.statusRate(0)
			.truncateRate(0)), 1L);
		this.test.upstream.replies(200);

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofMillis(299));
		assertThat(this.test.upstream.requests()).isEmpty();
		this.test.advance(Duration.ofMillis(1));

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.test.listener.of(EventType.CHAOS_INJECTED)).extracting(ClientEvent::duration)
			.containsExactly(Duration.ofMillis(300));
	}

	@Test
	void latencyLongerThanTheAttemptsTimeoutIsATimeout() {
		this.test.timeout("0.2S", "10S");
		start(ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
			.latency(Duration.ofMillis(300))
			.latencyRate(1)
			.faultRate(0)
			.status(503)
			.statusRate(0)
			.truncateRate(0)), 1L);

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofMillis(200));

		assertThat(call.error()).isInstanceOf(AttemptTimeoutException.class);
		assertThat(this.test.upstream.requests()).isEmpty();
	}

	@Test
	void truncatedBodyBreaksAfterItsFirstHalf() {
		start(ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
			.latency(Duration.ZERO)
			.latencyRate(0)
			.faultRate(0)
			.status(503)
			.statusRate(0)
			.truncateRate(1)), 1L);
		this.test.upstream.repliesText(200, "0123456789");

		Throwable error = this.test.get().error();

		assertThat(error).hasStackTraceContaining(ChaosException.class.getSimpleName())
			.hasStackTraceContaining("body cut after 5 bytes");
		assertThat(this.test.listener.of(EventType.CHAOS_INJECTED)).extracting(ClientEvent::reason)
			.containsExactly("truncate");
		assertThat(this.test.listener.of(EventType.BODY_FAILED)).hasSize(1);
	}

	@Test
	void rateIsTheShareOfAttempts() {
		start(faults(0.2), 7L);
		this.test.upstream.replies(200);

		for (int call = 0; call < 1000; call++) {
			this.test.get();
		}

		assertThat(this.test.listener.of(EventType.CHAOS_INJECTED)).hasSizeBetween(150, 250);
	}

	@Test
	void sameSeedMakesTheSameFailures() {
		assertThat(fates(42)).isEqualTo(fates(42)).isNotEqualTo(fates(43));
	}

	@Test
	void switchedOffWhileRunningItEndsWithTheNextAttempt() {
		start(faults(1), 1L);
		this.test.upstream.replies(200);
		this.test.get();

		this.test.client()
			.change(with(this.test.client().settings(),
					ChaosSettings.DEFAULTS.with((it) -> it.enabled(false)
						.latency(Duration.ZERO)
						.latencyRate(0)
						.faultRate(1)
						.status(503)
						.statusRate(0)
						.truncateRate(0))));

		assertThat(this.test.get().status()).isEqualTo(200);
	}

	@Test
	void clientWithoutThePluginIsNotBroken() {
		this.test.with(faults(1));
		this.test.upstream.replies(200);

		assertThat(this.test.get().status()).isEqualTo(200);
	}

	@Test
	void chaosCannotBeginWhereTheApplicationWasStartedWithoutIt() {
		WrappedClient client = this.test.client();

		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> client.change(with(client.settings(), faults(1))))
			.withMessageContaining("httpwrapper.chaos.enabled=true");
	}

	@Test
	void sharesOfOneAttemptAreNotMoreThanAll() {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
				.latency(Duration.ZERO)
				.latencyRate(0)
				.faultRate(0.5)
				.status(503)
				.statusRate(0.4)
				.truncateRate(0.2)))
			.withMessageContaining("chaos.truncate-rate")
			.withMessageContaining("0.5")
			.withMessageContaining("0.4");
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
				.latency(Duration.ZERO)
				.latencyRate(1.5)
				.faultRate(0)
				.status(503)
				.statusRate(0)
				.truncateRate(0)))
			.withMessageContaining("chaos.latency-rate");
	}

	private List<String> fates(long seed) {
		TestClient client = new TestClient().withoutRetry();
		start(client,
				ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
					.latency(Duration.ZERO)
					.latencyRate(0)
					.faultRate(0.3)
					.status(502)
					.statusRate(0.3)
					.truncateRate(0)),
				seed);
		client.upstream.replies(200);
		List<String> fates = new ArrayList<>();
		for (int call = 0; call < 30; call++) {
			client.listener.all().clear();
			client.get();
			fates.add(
					client.listener.of(EventType.CHAOS_INJECTED).stream().map(ClientEvent::reason).toList().toString());
		}
		return fates;
	}

	private void start(ChaosSettings chaos, long seed) {
		start(this.test, chaos, seed);
	}

	private static void start(TestClient client, ChaosSettings chaos, long seed) {
		client.with(chaos).plugin(new ChaosPlugin(client.world.timeAndChance(), seed));
	}

	private static ClientSettings with(ClientSettings old, ChaosSettings chaos) {
		return old.with((it) -> it.chaos(chaos));
	}

	private static ChaosSettings faults(double rate) {
		return ChaosSettings.DEFAULTS.with((it) -> it.enabled(true)
			.latency(Duration.ZERO)
			.latencyRate(0)
			.faultRate(rate)
			.status(503)
			.statusRate(0)
			.truncateRate(0));
	}

}
