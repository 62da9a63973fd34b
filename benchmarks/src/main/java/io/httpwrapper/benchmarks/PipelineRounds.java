package io.httpwrapper.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What each chain of {@link PipelineBench} adds to a bare call, all chains by turns in
 * one JVM: each round measures every chain for about a second, and the table shows the
 * median of the rounds' differences. The CPU time is that of the whole process, with the
 * timer threads, the collector and the compiler; the bytes are those of the calling
 * thread.
 *
 * <p>
 * Arguments, all optional: calls in flight (1), rounds (20), calls of each chain in a
 * round (150000), chains.
 */
public final class PipelineRounds {

	private static final long WARM_UP_NANOS = 15_000_000_000L;

	private static final List<String> CHAINS = List.of("bare", "httpwrapper", "httpwrapper-metrics", "resilience4j",
			"reactor");

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final Map<String, Caller> callers = new LinkedHashMap<>();

	private final int inFlight;

	private final int calls;

	private PipelineRounds(int inFlight, int calls, List<String> chains) {
		this.inFlight = inFlight;
		this.calls = calls;
		chains.forEach((chain) -> this.callers.put(chain, new Caller(chain, inFlight)));
	}

	public static void main(String[] args) {
		int inFlight = (args.length > 0) ? Integer.parseInt(args[0]) : 1;
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : 20;
		int calls = (args.length > 2) ? Integer.parseInt(args[2]) : 150_000;
		List<String> chains = (args.length > 3) ? List.of(args).subList(3, args.length) : CHAINS;
		new PipelineRounds(inFlight, calls, chains).run(rounds);
	}

	private void run(int rounds) {
		long warm = System.nanoTime() + WARM_UP_NANOS;
		while (System.nanoTime() - warm < 0) {
			this.callers.values().forEach((caller) -> caller.call(1_000));
		}
		List<Map<String, Cost>> costs = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			Map<String, Cost> row = new LinkedHashMap<>();
			this.callers.forEach((chain, caller) -> row.put(chain, measure(caller)));
			costs.add(row);
		}
		System.out.printf("%d rounds of %d calls each, %d in flight; what is added to %s:%n%n", rounds, this.calls,
				this.inFlight, CHAINS.get(0));
		System.out.printf("%-24s %12s %10s %10s %10s%n", "chain", "CPU, ns/call", "25 %", "75 %", "B/call");
		this.callers.keySet().forEach((chain) -> print(chain, costs));
	}

	private Cost measure(Caller caller) {
		long bytes = this.threads.getCurrentThreadAllocatedBytes();
		long cpuNanos = this.system.getProcessCpuTime();
		caller.call(this.calls);
		return new Cost((double) (this.system.getProcessCpuTime() - cpuNanos) / this.calls,
				(double) (this.threads.getCurrentThreadAllocatedBytes() - bytes) / this.calls);
	}

	private static void print(String chain, List<Map<String, Cost>> costs) {
		boolean base = CHAINS.get(0).equals(chain);
		List<Cost> added = costs.stream()
			.map((row) -> base ? row.get(chain) : row.get(chain).minus(row.get(CHAINS.get(0))))
			.toList();
		List<Double> cpu = added.stream().map(Cost::cpuNanos).sorted().toList();
		List<Double> bytes = added.stream().map(Cost::bytes).sorted().toList();
		System.out.printf("%-24s %12.0f %10.0f %10.0f %10.0f%n", chain, quantile(cpu, 0.5), quantile(cpu, 0.25),
				quantile(cpu, 0.75), quantile(bytes, 0.5));
	}

	private static double quantile(List<Double> sorted, double share) {
		return sorted.get((int) (share * (sorted.size() - 1)));
	}

	private record Cost(double cpuNanos, double bytes) {

		Cost minus(Cost other) {
			return new Cost(this.cpuNanos - other.cpuNanos, this.bytes - other.bytes);
		}

	}

	/**
	 * Calls through one chain, so many at a time.
	 */
	private static final class Caller {

		private final WebClient client;

		private final List<Sinks.One<ClientResponse>> pending = new ArrayList<>();

		private int next;

		Caller(String chain, int inFlight) {
			ExchangeFunction exchange = (inFlight == 1) ? (request) -> Mono.just(PipelineBench.response())
					: (request) -> this.pending.get(this.next).asMono();
			this.client = PipelineBench.client(chain, exchange);
			for (; inFlight > 1 && this.next < inFlight; this.next++) {
				this.pending.add(Sinks.one());
				body().subscribe();
			}
			this.next = 0;
		}

		void call(int calls) {
			for (int i = 0; i < calls; i++) {
				if (this.pending.isEmpty()) {
					body().block();
				}
				else {
					this.next = (this.next + 1) % this.pending.size();
					this.pending.get(this.next).tryEmitValue(PipelineBench.response());
					this.pending.set(this.next, Sinks.one());
					body().subscribe();
				}
			}
		}

		private Mono<String> body() {
			return this.client.get().uri("/orders/1").retrieve().bodyToMono(String.class);
		}

	}

}
