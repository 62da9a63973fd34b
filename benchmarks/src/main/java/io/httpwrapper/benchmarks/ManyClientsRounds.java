package io.httpwrapper.benchmarks;

import java.io.IOException;
import java.util.stream.IntStream;

/**
 * What many named clients add to the start of an application and to its heap:
 * {@link StartupApplication} in a JVM of its own, by turns with none and with many, each
 * with its connector and its meters.
 *
 * <p>
 * Arguments, all optional: starts of each (10), named clients (50).
 */
public final class ManyClientsRounds {

	private static final String NONE = "no named client";

	private final int clients;

	private final Comparison ready;

	private final Comparison cpu;

	private final Comparison heap;

	private ManyClientsRounds(int clients) {
		String many = clients + " clients";
		this.clients = clients;
		this.ready = new Comparison("JVM start to ready, ms", NONE, many);
		this.cpu = new Comparison("CPU until ready, ms", NONE, many);
		this.heap = new Comparison("heap in use when ready, KB", NONE, many);
	}

	public static void main(String[] args) throws IOException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 10;
		int clients = (args.length > 1) ? Integer.parseInt(args[1]) : 50;
		new ManyClientsRounds(clients).run(rounds);
	}

	private void run(int rounds) throws IOException {
		Start.of("configured"); // reads the class path from disk
		String[] properties = IntStream.range(0, this.clients)
			.mapToObj((i) -> "--httpwrapper.clients.remote-c%d.base-url=http://remote-%d.internal".formatted(i, i))
			.toArray(String[]::new);
		for (int round = 0; round < rounds; round++) {
			boolean noneFirst = round % 2 == 0;
			Start first = noneFirst ? Start.of("configured") : Start.of("configured", properties);
			Start second = noneFirst ? Start.of("configured", properties) : Start.of("configured");
			add(noneFirst ? first : second, noneFirst ? second : first);
		}
		System.out.printf("%d starts of each%n%n", rounds);
		System.out.println(this.ready.table("at most 400 ms more for 50 clients"));
		System.out.println(this.cpu.table("none; less noise than in the time"));
		System.out.print(this.heap.table("at most 64 KB more for each client"));
	}

	private void add(Start none, Start many) {
		this.ready.add(none.millis(), many.millis());
		this.cpu.add(none.cpuMillis(), many.cpuMillis());
		this.heap.add(none.heapKilobytes(), many.heapKilobytes());
	}

}
