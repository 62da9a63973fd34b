package io.httpwrapper.policy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.fixture.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakersTests {

	private final VirtualTime time = new VirtualTime();

	private final List<CircuitTransition> transitions = new ArrayList<>();

	private final List<String> created = new ArrayList<>();

	private final List<String> evicted = new ArrayList<>();

	@Test
	void clientScopeHasOneBreakerNamedAfterTheClient() {
		CircuitBreakers breakers = breakers(new CircuitSettings().scope(CircuitScope.CLIENT));

		CircuitBreaker first = breakers.forHost(URI.create("https://a"));

		assertThat(first.name()).isEqualTo("orders");
		assertThat(breakers.forHost(URI.create("http://b:8080"))).isSameAs(first);
		assertThat(breakers.all()).containsExactly(first);
		assertThat(breakers.find("orders")).containsSame(first);
		assertThat(this.created).containsExactly("orders");
	}

	@Test
	void hostScopeHasABreakerForEachHostAndPort() {
		CircuitBreakers breakers = breakers(new CircuitSettings());

		CircuitBreaker first = breakers.forHost(URI.create("https://a:8443"));

		assertThat(breakers.forHost(URI.create("https://a:8443"))).isSameAs(first);
		assertThat(breakers.forHost(URI.create("https://a:9443"))).isNotSameAs(first);
		assertThat(breakers.forHost(URI.create("https://b:8443"))).isNotSameAs(first);
		assertThat(breakers.forHost(URI.create("https://a:8443"))).isSameAs(first);
		assertThat(breakers.all()).hasSize(3);
	}

	@Test
	void breakerIsNamedAfterTheHostWithThePortInForce() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(10));

		assertThat(breakers.forHost(URI.create("https://a")).name()).isEqualTo("a:443");
		assertThat(breakers.forHost(URI.create("http://a")).name()).isEqualTo("a:80");
		assertThat(breakers.forHost(URI.create("ws://a")).name()).isEqualTo("a:80");
		assertThat(breakers.forHost(URI.create("WSS://A")).name()).isEqualTo("a:443");
		assertThat(breakers.forHost(URI.create("http://[::1]:8080")).name()).isEqualTo("[::1]:8080");
		assertThat(breakers.forHost(URI.create("custom://a")).name()).isEqualTo("a");
		assertThat(breakers.forHost(URI.create("http://order_service:8080")).name()).isEqualTo("order_service:8080");
	}

	@Test
	void oneServerHasOneBreakerHoweverItIsWritten() {
		CircuitBreakers breakers = breakers(new CircuitSettings());

		CircuitBreaker breaker = breakers.forHost(URI.create("https://orders.internal"));

		assertThat(breakers.forHost(URI.create("https://orders.internal:443"))).isSameAs(breaker);
		assertThat(breakers.forHost(URI.create("https://Orders.Internal"))).isSameAs(breaker);
		assertThat(breakers.find("orders.internal:443")).containsSame(breaker);
		assertThat(breakers.find("orders.internal:80")).isEmpty();
	}

	@Test
	void hostUsedLongestAgoMakesRoom() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(3));
		use(breakers, "a", "b", "c", "b", "a");

		use(breakers, "d");

		assertThat(names(breakers)).containsExactlyInAnyOrder("a:443", "b:443", "d:443");
		assertThat(this.evicted).containsExactly("c:443");
	}

	@Test
	void hostsInTurnAreUsedInTurn() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(10));
		for (int round = 0; round < 3; round++) {
			use(breakers, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
		}

		use(breakers, "b", "a", "k", "l");

		assertThat(this.evicted).containsExactly("c:443", "d:443");
		assertThat(this.created).hasSize(12);
	}

	@Test
	void hostInUseNowCountsAsUsedLastHoweverLongAgoThatBegan() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(2));
		use(breakers, "b", "a", "a", "a");

		use(breakers, "c", "a");

		assertThat(this.evicted).containsExactly("b:443");
	}

	@Test
	void closedCircuitMakesRoomBeforeAnOpenOneUsedLongerAgo() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(2));
		breakers.forHost(URI.create("https://a")).mode(CircuitMode.FORCED_OPEN);
		use(breakers, "b");

		use(breakers, "c");

		assertThat(this.evicted).containsExactly("b:443");
	}

	@Test
	void openCircuitMakesRoomWhenNoneIsClosed() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(2));
		breakers.forHost(URI.create("https://a")).mode(CircuitMode.FORCED_OPEN);
		breakers.forHost(URI.create("https://b")).mode(CircuitMode.FORCED_OPEN);

		use(breakers, "c");

		assertThat(this.evicted).containsExactly("a:443");
	}

	@Test
	void hostsNeverExceedTheirLimitByMoreThanTheNewOne() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(1));

		use(breakers, "a", "b", "a", "c", "c", "a");

		assertThat(names(breakers)).containsExactly("a:443");
		assertThat(this.created).containsExactly("a:443", "b:443", "a:443", "c:443", "a:443");
		assertThat(this.evicted).containsExactly("a:443", "b:443", "a:443", "c:443");
	}

	@Test
	void evictedHostStartsAgainWithANewBreaker() {
		CircuitBreakers breakers = breakers(new CircuitSettings().maxHosts(1));
		CircuitBreaker before = breakers.forHost(URI.create("https://a"));
		use(breakers, "b");

		assertThat(breakers.forHost(URI.create("https://a"))).isNotSameAs(before);
	}

	@Test
	void watcherHearsOfBreakersThatWereThereBefore() {
		CircuitBreakers breakers = breakers(new CircuitSettings());
		use(breakers, "a", "b");
		List<String> seen = new ArrayList<>();

		breakers.watch((breaker) -> seen.add(breaker.name()), (breaker) -> {
		});

		assertThat(seen).containsExactlyInAnyOrder("a:443", "b:443");
	}

	@Test
	void watcherThatThrowsHarmsNobody() {
		CircuitBreakers breakers = breakers(new CircuitSettings());
		breakers.watch((breaker) -> {
			throw new NoClassDefFoundError("bug");
		}, (breaker) -> {
		});
		breakers.watch((breaker) -> this.created.add("also " + breaker.name()), (breaker) -> {
		});

		assertThat(breakers.forHost(URI.create("https://a")).name()).isEqualTo("a:443");
		assertThat(this.created).containsExactly("a:443", "also a:443");
	}

	@Test
	void transitionsOfAllHostsAreToldWithTheirNames() {
		CircuitBreakers breakers = breakers(new CircuitSettings());

		breakers.forHost(URI.create("https://a")).mode(CircuitMode.FORCED_OPEN);

		assertThat(this.transitions).containsExactly(
				new CircuitTransition("a:443", CircuitState.CLOSED, CircuitState.FORCED_OPEN, "set by hand"));
	}

	@Test
	void breakerThatIsMadeWhileTheLimitsChangeHasTheNewOnes() {
		CircuitBreakers[] all = new CircuitBreakers[1];
		CircuitBreakerFactory builtIn = SlidingWindowCircuitBreaker.factory(this.time::nanoTime, () -> 0);
		CircuitBreakerFactory factory = (name, settings, onTransition) -> {
			CircuitBreaker made = builtIn.create(name, settings, onTransition);
			all[0].change(new CircuitSettings().failureThreshold(1).build());
			return made;
		};
		all[0] = new CircuitBreakers("orders", new CircuitSettings().failureThreshold(9).build(), factory,
				this.transitions::add);

		CircuitBreaker breaker = all[0].forHost(URI.create("https://a"));
		long now = this.time.nanoTime();
		Objects.requireNonNull(breaker.tryAcquire(now)).settle(Verdict.FAILURE, now, now, Permit.NO_RETRY_AFTER);

		assertThat(breaker.snapshot().state()).isEqualTo(CircuitState.OPEN);
	}

	private CircuitBreakers breakers(CircuitSettings settings) {
		CircuitBreakers breakers = new CircuitBreakers("orders", settings.build(),
				SlidingWindowCircuitBreaker.factory(this.time::nanoTime, () -> 0), this.transitions::add);
		breakers.watch((breaker) -> this.created.add(breaker.name()), (breaker) -> this.evicted.add(breaker.name()));
		return breakers;
	}

	private static void use(CircuitBreakers breakers, String... hosts) {
		for (String host : hosts) {
			breakers.forHost(URI.create("https://" + host));
		}
	}

	private static List<String> names(CircuitBreakers breakers) {
		return breakers.all().stream().map(CircuitBreaker::name).toList();
	}

}
