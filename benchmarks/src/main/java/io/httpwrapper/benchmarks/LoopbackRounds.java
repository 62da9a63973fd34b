package io.httpwrapper.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import io.httpwrapper.call.ClientSnapshot.Counters;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.settings.ClientSettings;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * What the default pipeline costs a client of a real server on this machine, 64 calls
 * always in flight: rounds of a bare {@code WebClient} and of the same one wrapped, which
 * take turns at being first and share their connections. The server is a JVM of its own,
 * so the CPU time is the client's alone, collector and compiler included.
 *
 * <p>
 * Arguments, both optional: rounds (20), calls in each round of each client (40000).
 */
public final class LoopbackRounds {

	private static final int IN_FLIGHT = 64;

	private static final int WARM_UP_ROUNDS = 5;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final Comparison requests = new Comparison("requests/s", "bare", "wrapped");

	private final Comparison cpu = new Comparison("client CPU, µs/call", "bare", "wrapped");

	private final WrappedClient wrapping = WrappedClient.named("loopback", ClientSettings.DEFAULTS).build();

	private final WebClient bare;

	private final WebClient wrapped;

	private final int calls;

	private LoopbackRounds(ConnectionProvider connections, String url, int calls) {
		this.bare = WebClient.builder()
			.baseUrl(url)
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections)))
			.build();
		this.wrapped = this.bare.mutate().filter(this.wrapping.pipeline()).build();
		this.calls = calls;
	}

	public static void main(String[] args) throws IOException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 20;
		int calls = (args.length > 1) ? Integer.parseInt(args[1]) : 40_000;
		ConnectionProvider connections = ConnectionProvider.create("loopback", IN_FLIGHT);
		try (ChildJvm server = new ChildJvm(LoopbackServer.class, List.of())) {
			new LoopbackRounds(connections, "http://localhost:" + server.readLine(), calls).run(rounds);
		}
		finally {
			connections.dispose();
		}
	}

	private void run(int rounds) {
		for (int round = 0; round < WARM_UP_ROUNDS; round++) {
			measure(this.bare);
			measure(this.wrapped);
		}
		for (int round = 0; round < rounds; round++) {
			boolean bareFirst = round % 2 == 0;
			Cost first = measure(bareFirst ? this.bare : this.wrapped);
			Cost second = measure(bareFirst ? this.wrapped : this.bare);
			add(bareFirst ? first : second, bareFirst ? second : first);
		}
		checkThatNothingFailed();
		System.out.printf("%d rounds of %d calls each, %d in flight%n%n", rounds, this.calls, IN_FLIGHT);
		System.out.println(this.requests.table("at least 0.97"));
		System.out.print(this.cpu.table("at most 1.03"));
	}

	private void add(Cost bare, Cost wrapped) {
		this.requests.add(bare.requestsPerSecond(), wrapped.requestsPerSecond());
		this.cpu.add(bare.cpuMicrosPerCall(), wrapped.cpuMicrosPerCall());
	}

	private Cost measure(WebClient client) {
		Mono<String> call = client.get().uri("/").retrieve().bodyToMono(String.class);
		long cpuBefore = this.system.getProcessCpuTime();
		long before = System.nanoTime();
		Long answers = Flux.range(0, this.calls).flatMap((i) -> call, IN_FLIGHT).count().block();
		long nanos = System.nanoTime() - before;
		long cpuNanos = this.system.getProcessCpuTime() - cpuBefore;
		if (answers == null || answers != this.calls) {
			throw new IllegalStateException(answers + " of " + this.calls + " calls had an answer");
		}
		return new Cost(this.calls, nanos, cpuNanos);
	}

	/** A retry would hide a failure that the bare client does not survive. */
	private void checkThatNothingFailed() {
		Counters counters = this.wrapping.snapshot().counters();
		if (counters.attempts() != counters.calls()) {
			throw new IllegalStateException("Not comparable, attempts failed: " + counters);
		}
	}

	private record Cost(int calls, long nanos, long cpuNanos) {

		double requestsPerSecond() {
			return this.calls * 1e9 / this.nanos;
		}

		double cpuMicrosPerCall() {
			return this.cpuNanos / 1e3 / this.calls;
		}

	}

}
